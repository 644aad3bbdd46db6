// The lines of a reading under a format: what it prefers beside what was seen, to be copied.
import { isRead } from "./places.js"
import { formatWords } from "./format-words.js"

/**
 * Fills `host` with one entry for each line that was judged. Copying is up to `copy`.
 * @param {HTMLElement} host @param {import("./places.js").PageReading[]} pages @param {(text: string) => void} copy
 */
export function showFormatted(host, pages, copy) {
  host.replaceChildren(...pages.flatMap(page => (isRead(page) ? page.lines : [])).flatMap(line => entry(line, copy)))
}

/** @param {import("./messages.js").Line} line @param {(text: string) => void} copy */
function entry({ text: seen, formatted }, copy) {
  if (!formatted) return []
  const { tone, text, words, offers } = formatWords(seen, formatted)
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
  return [item]
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
