// The list of earlier readings under the names of their days. Knows nothing of the server.
import { dayName } from "./format.js"
import { historyRow } from "./history-row.js"

/** @typedef {import("./api.js").Summary} Summary */

export class HistoryList {
  #host
  #remove
  #lastDay = ""

  /** @param {HTMLElement} host @param {(reading: Summary) => void} remove */
  constructor(host, remove) {
    this.#host = host
    this.#remove = remove
  }

  /** @param {Node[]} nodes what stands there instead of a list */
  show(...nodes) {
    this.#host.replaceChildren(...nodes)
    this.#lastDay = ""
  }

  /** @param {Summary[]} readings newest first, going on from what is there @param {string} digits @param {Date} now */
  append(readings, digits, now) {
    for (const reading of readings) {
      const day = dayName(new Date(reading.created), now)
      if (day !== this.#lastDay) this.#host.append(heading(day))
      this.#lastDay = day
      this.#host.append(historyRow(reading, digits, this.#remove))
    }
  }

  /** A reading has moved on: its row says so. @param {Summary} reading @param {string} digits */
  update(reading, digits) {
    const row = this.#row(reading.id)
    if (row && !row.hidden && !row.contains(document.activeElement)) row.replaceWith(historyRow(reading, digits, this.#remove))
  }

  /**
   * Hides a row (and its day, once empty) and moves the focus on.
   * @param {string} id
   * @returns {() => void} brings it back
   */
  hide(id) {
    const row = this.#row(id)
    if (!row) return () => {}
    const next = neighbour(row)
    row.hidden = true
    this.#tidyDays()
    next?.querySelector("a")?.focus({ preventScroll: true })
    return () => {
      row.hidden = false
      this.#tidyDays()
      row.querySelector("a")?.focus()
    }
  }

  /** Rows that can be seen. */
  get count() {
    return this.#host.querySelectorAll(".history-row:not([hidden])").length
  }

  /** @param {string} id */
  #row(id) {
    const rows = /** @type {NodeListOf<HTMLElement>} */ (this.#host.querySelectorAll(".history-row"))
    return [...rows].find(row => row.dataset.id === id)
  }

  #tidyDays() {
    /** @type {HTMLElement | null} */ let day = null
    for (const child of /** @type {Iterable<HTMLElement>} */ ([...this.#host.children])) {
      if (child.matches(".history__day")) {
        day = child
        day.hidden = true
      } else if (day && !child.hidden) day.hidden = false
    }
  }
}

/** @param {Element} row */
function neighbour(row) {
  for (const step of /** @type {const} */ (["nextElementSibling", "previousElementSibling"])) {
    for (let other = row[step]; other; other = other[step]) {
      if (other.matches(".history-row:not([hidden])")) return other
    }
  }
  return null
}

/** @param {string} day */
function heading(day) {
  const element = document.createElement("h2")
  element.className = "history__day"
  element.textContent = day
  return element
}
