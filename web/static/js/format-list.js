// The lines of a reading under a format: what it prefers beside what was seen, to be copied.
import { isRead } from "./places.js"
import { formatWords } from "./format-words.js"

/** @typedef {import("./messages.js").Formatted} Formatted */

/**
 * Fills `host` with one entry for each line that was judged.
 * @param {HTMLElement} host @param {import("./places.js").PageReading[]} pages @param {(text: string) => void} copy
 */
export function showFormatted(host, pages, copy) {
  showFormattedLines(host, pages.flatMap(page => (isRead(page) ? page.lines : [])), copy)
}

/**
 * The same of lines; what already stands there stays, and the focus in it.
 * @param {HTMLElement} host @param {{text: string, formatted?: Formatted | null}[]} lines @param {(text: string) => void} copy
 */
export function showFormattedLines(host, lines, copy) {
  const judged = lines.flatMap(({ text, formatted }) => (formatted ? [formatWords(text, formatted)] : []))
  const now = JSON.stringify(judged)
  if (host.dataset.shown === now) return
  host.dataset.shown = now
  host.replaceChildren(...judged.map(words => entry(words, copy)))
}

/** @param {import("./format-words.js").FormatWords} words @param {(text: string) => void} copy */
function entry({ tone, text, words, offers }, copy) {
  const item = document.createElement("li")
  item.className = "formatted"
  item.dataset.tone = tone
  if (text) item.append(offer(text, "formatted__text", copy))
  item.append(said("formatted__words", words))
  if (offers.length) {
    const others = document.createElement("ul")
    others.className = "formatted__offers"
    others.append(...offers.map(({ text, words }) => {
      const other = document.createElement("li")
      other.append(offer(text, "formatted__other", copy), said("formatted__words", words))
      return other
    }))
    item.append(others)
  }
  return item
}

/** @param {string} text @param {string} className @param {(text: string) => void} copy */
function offer(text, className, copy) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = className
  button.textContent = text
  button.title = "Copy"
  button.addEventListener("click", () => copy(text))
  return button
}

/** @param {string} className @param {string} words */
function said(className, words) {
  const made = document.createElement("span")
  made.className = className
  made.textContent = words
  return made
}
