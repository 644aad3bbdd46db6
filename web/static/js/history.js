// Entry module of History: asks the server for readings, page by page, by digits; deletes with undo.
import { deleteReading, listReadings } from "./api.js"
import { searchedDigits } from "./digit-search.js"
import { follower } from "./follow.js"
import { HistoryList } from "./history-list.js"
import { PendingDeletes, tabNote } from "./pending-deletes.js"
import { toast } from "./toast.js"

/** @typedef {import("./api.js").Summary} Summary */

const PAGE = 50
const TYPING_PAUSE_MS = 200
const UNDO_MS = 6000

const host = /** @type {HTMLElement} */ (document.getElementById("history"))
const more = /** @type {HTMLButtonElement} */ (document.getElementById("more"))
const search = /** @type {HTMLInputElement} */ (document.getElementById("search"))
const count = /** @type {HTMLElement} */ (document.getElementById("search-count"))
const list = new HistoryList(host, remove)
const follow = follower(reading => list.update(reading, searchedDigits(search.value)))
const deletes = new PendingDeletes(deleteReading, tabNote)

/** @type {string | null} */ let next = null
/** @type {AbortController | null} */ let asking = null

/** @param {boolean} fresh from the newest on, in place of what is there */
async function load(fresh) {
  asking?.abort()
  const { signal } = (asking = new AbortController())
  const digits = searchedDigits(search.value)
  host.setAttribute("aria-busy", "true")
  more.disabled = true
  try {
    const answer = await listReadings({ search: digits, limit: PAGE, before: fresh ? null : next, signal })
    if (fresh) list.show()
    list.append(answer.readings.filter(({ id }) => !deletes.has(id)), digits, new Date())
    follow(answer.readings)
    next = answer.next
    if (!list.count && !next) list.show(digits ? nothingFound(digits) : emptyState())
    tell(digits)
  } catch (error) {
    if (signal.aborted) return
    fresh ? list.show(trouble(error)) : toast(messageOf(error), { tone: "bad" })
  }
  more.hidden = next === null
  more.disabled = false
  host.removeAttribute("aria-busy")
}

/** @param {string} digits */
function tell(digits) {
  count.textContent = digits ? `${list.count}${next ? "+" : ""} with ${digits}` : ""
}

/** @param {Summary} reading */
function remove(reading) {
  deletes.add(reading.id)
  const bringBack = list.hide(reading.id)
  toast(`Deleted ${reading.name}`, {
    ms: UNDO_MS,
    action: { label: "Undo", run: () => { if (deletes.undo(reading.id)) bringBack() } },
    onGone: () => deletes.commit(reading.id).then(() => { if (!list.count && !next) load(true) }, error => {
      bringBack()
      toast(messageOf(error), { tone: "bad" })
    }),
  })
}

/** @param {unknown} error */
const messageOf = error => (error instanceof Error ? error.message : String(error))

function emptyState() {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById("history-empty"))
  return template.content.cloneNode(true)
}

/** @param {string} digits */
function nothingFound(digits) {
  return words("empty", `No reading has ${digits} in it.`)
}

/** @param {unknown} error */
function trouble(error) {
  const box = words("notice notice--bad", messageOf(error))
  box.setAttribute("role", "alert")
  return box
}

/** @param {string} className @param {string} text */
function words(className, text) {
  const box = document.createElement("div")
  box.className = className
  const paragraph = document.createElement("p")
  paragraph.textContent = text
  box.append(paragraph)
  return box
}

/** @type {ReturnType<typeof setTimeout> | undefined} */ let pause
search.value = new URLSearchParams(location.search).get("search") ?? ""
search.addEventListener("input", () => {
  clearTimeout(pause)
  pause = setTimeout(() => {
    const digits = searchedDigits(search.value)
    history.replaceState(null, "", digits ? `?search=${digits}` : location.pathname)
    load(true)
  }, TYPING_PAUSE_MS)
})
document.getElementById("search-form")?.addEventListener("submit", event => event.preventDefault())
more.addEventListener("click", () => load(false))
addEventListener("pagehide", () => deletes.flush())
deletes.resume()
load(true)
