// One earlier reading in the list: picture, number, name, how sure, when, and a button to delete it.
import { excerpt, splitMatches } from "./digit-search.js"
import { clockTime, plural } from "./format.js"
import { icon } from "./icon.js"
import { badge, readingState } from "./reading-state.js"
import { thumbnail } from "./thumbnail.js"

/** @typedef {import("./api.js").Summary} Summary */

/**
 * @param {Summary} reading
 * @param {string} digits what was searched for: marked in the number
 * @param {(reading: Summary) => void} remove
 */
export function historyRow(reading, digits, remove) {
  const row = document.createElement("article")
  row.className = "history-row"
  row.dataset.id = reading.id
  const state = document.createElement("span")
  state.className = "history-row__state"
  state.append(badge(readingState(reading)))
  row.append(thumbnail(reading), words(reading, digits), state, time(reading.created), deleteButton(reading, remove))
  return row
}

/** @param {Summary} reading @param {string} digits */
function words(reading, digits) {
  const text = excerpt(reading.text, digits)
  const link = document.createElement("a")
  link.href = `/history/${encodeURIComponent(reading.id)}`
  link.className = text ? "history-row__open" : "history-row__open history-row__open--none"
  link.append(...(text ? marked(text, digits) : [reading.error?.message ?? "No digits"]))
  const about = document.createElement("span")
  about.className = "history-row__about"
  about.textContent = reading.pages > 1 ? `${reading.name} · ${plural(reading.pages, "page")}` : reading.name
  const both = document.createElement("div")
  both.className = "history-row__words"
  both.append(link, about)
  return both
}

/** @param {string} text @param {string} digits */
function marked(text, digits) {
  return splitMatches(text, digits).map((piece, i) => {
    if (i % 2 === 0) return piece
    const mark = document.createElement("mark")
    mark.textContent = piece
    return mark
  })
}

/** @param {string} created */
function time(created) {
  const then = new Date(created)
  const element = document.createElement("time")
  element.className = "history-row__time"
  element.dateTime = created
  element.title = then.toLocaleString()
  element.textContent = clockTime(then)
  return element
}

/** @param {Summary} reading @param {(reading: Summary) => void} remove */
function deleteButton(reading, remove) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "button button--quiet button--icon button--small"
  button.setAttribute("aria-label", `Delete ${reading.name}`)
  button.title = "Delete"
  button.append(icon("trash"))
  button.addEventListener("click", () => remove(reading))
  return button
}
