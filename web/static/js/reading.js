// Entry module of one earlier reading: /history/{id}.
import { deleteReading, getReading, readingUrl, troubleWords } from "./api.js"
import { ask } from "./confirm.js"
import { follower } from "./follow.js"
import { clockTime, dayName, formatBytes, plural } from "./format.js"
import { latestOnly } from "./latest-only.js"
import { ReadingFormat } from "./reading-format.js"
import { badge, readingState } from "./reading-state.js"
import { ReadingView } from "./reading-view.js"
import { shownReading } from "./shown-reading.js"
import { toast } from "./toast.js"

const id = decodeURIComponent(location.pathname.split("/").filter(Boolean).pop() ?? "")
const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (document.getElementById(name))
const view = new ReadingView(part("viewer"))
const format = new ReadingFormat()

/** @param {import("./api.js").Detail} reading */
function show(reading) {
  document.title = `${reading.name} · Numeral`
  part("name").textContent = reading.name
  part("about").replaceChildren(badge(readingState(reading)), about(reading))
  const json = /** @type {HTMLAnchorElement} */ (part("json"))
  json.href = readingUrl(reading.id, format.value)
  json.download = `${reading.name}.json`
  json.hidden = part("delete").hidden = false
  part("trouble").replaceChildren(...(reading.error ? [notice(troubleWords(reading.error))] : []))
  view.show(shownReading(reading))
  format.show(reading.page_readings)
}

/** @param {import("./api.js").Detail} reading */
function about(reading) {
  const then = new Date(reading.created)
  const facts = [`${dayName(then, new Date())}, ${clockTime(then)}`]
  if (reading.pages > 1) facts.push(plural(reading.pages, "page"))
  if (reading.bytes) facts.push(formatBytes(reading.bytes))
  return facts.join(" · ")
}

/** @param {string} text */
function notice(text) {
  const box = document.createElement("div")
  box.className = "notice notice--bad"
  box.textContent = text
  return box
}

/** @param {unknown} error */
const messageOf = error => (error instanceof Error ? error.message : String(error))

part("delete").addEventListener("click", async () => {
  if (!(await ask(/** @type {HTMLDialogElement} */ (part("delete-dialog"))))) return
  try {
    await deleteReading(id)
    location.assign("/history")
  } catch (error) {
    toast(messageOf(error), { tone: "bad" })
  }
})

try {
  const reading = await getReading(id)
  show(reading)
  // What cannot be fetched passes: the next step asks again.
  const showAgain = latestOnly(() => format.read(id).then(show, () => {}))
  follower(() => { showAgain(null) })([reading])
  format.addEventListener("choose", () => { showAgain(null) })
  await format.offer()
} catch (error) {
  part("name").textContent = "No reading here"
  part("viewer").hidden = true
  part("trouble").replaceChildren(notice(messageOf(error)))
}
