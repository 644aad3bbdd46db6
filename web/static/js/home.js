// Entry module of the start page: the small canvas, and what was read last.
import "./draw-pad.js"
import { listReadings } from "./api.js"
import { excerpt } from "./digit-search.js"
import { ago } from "./format.js"
import { thumbnail } from "./thumbnail.js"

const SHOWN = 3

/** @param {import("./api.js").Summary} reading @param {Date} now */
function row(reading, now) {
  const item = document.createElement("li")
  const link = document.createElement("a")
  link.href = `/history/${encodeURIComponent(reading.id)}`
  const words = document.createElement("span")
  words.className = "recent__words"
  words.append(line("recent__text", excerpt(reading.text) || "No digits"), line("recent__name", reading.name))
  link.append(thumbnail(reading), words, line("recent__when", ago(new Date(reading.created), now)))
  item.append(link)
  return item
}

/** @param {string} className @param {string} text */
function line(className, text) {
  const element = document.createElement("span")
  element.className = className
  element.textContent = text
  return element
}

/** @param {HTMLElement} list */
async function showRecent(list) {
  try {
    const { readings } = await listReadings({ limit: SHOWN })
    const now = new Date()
    list.replaceChildren(...(readings.length ? readings.map(reading => row(reading, now)) : [note("What you upload or save appears here.")]))
  } catch (error) {
    list.replaceChildren(note(error instanceof Error ? error.message : String(error)))
  }
  list.removeAttribute("aria-busy")
}

/** @param {string} text */
function note(text) {
  const item = document.createElement("li")
  item.className = "recent__note"
  item.textContent = text
  return item
}

const recent = document.getElementById("recent")
if (recent) showRecent(recent)
