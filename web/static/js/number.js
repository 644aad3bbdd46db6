// A reading as a number in large figures, one cell per digit; doubtful digits stand out by colour and underline.
// Interactive, each digit is a button: arrow keys go from one to the next, a digit key says what it is.
// Emits "select" (detail: {line, glyph}) and "type" (detail: {line, glyph, digit}).

import { LEVEL_WORDS, VERDICTS, level, percent } from "./confidence.js"
import { Corrections } from "./corrections.js"

/** @typedef {import("./messages.js").Reading} Reading */
/** @typedef {import("./messages.js").Glyph} Glyph */

export class NumberView extends EventTarget {
  #host
  #interactive
  #corrections
  #shown = ""

  /** @param {HTMLElement} host @param {{interactive?: boolean, corrections?: Corrections}} [options] */
  constructor(host, { interactive = true, corrections = new Corrections() } = {}) {
    super()
    this.#host = host
    this.#interactive = interactive
    this.#corrections = corrections
    host.classList.add("number")
    host.addEventListener("click", event => this.#emit("select", event))
    host.addEventListener("keydown", event => this.#pressed(event))
  }

  /** @param {Reading | null} reading @param {{line: number, glyph: number} | null} [selected] */
  show(reading, selected = null) {
    const lines = (reading?.lines ?? []).map(({ glyphs, verdict, struck }, i) => ({ verdict, struck, cells: glyphs.flatMap((glyph, j) => this.#cell(glyph, i, j, selected)) }))
    const full = lines.filter(({ cells }) => cells.length)
    const now = JSON.stringify(full)
    if (now === this.#shown) return // same picture: keep the focus where it is
    this.#shown = now
    const focused = this.#focusedPlace()
    this.#host.replaceChildren(...full.map(line => this.#line(line)))
    this.#host.style.setProperty("--longest", String(Math.max(1, ...full.map(({ cells }) => cells.length)))) // for styles that make it fit
    this.#host.style.setProperty("--lines", String(full.length || 1))
    if (focused) /** @type {HTMLElement | null} */ (this.#host.querySelector(focused))?.focus()
  }

  /** Scrolls the list of numbers, and nothing around it, to the selected digit. */
  reveal() {
    const line = this.#host.querySelector("[aria-pressed=true]")?.parentElement
    if (!line) return
    const own = line.getBoundingClientRect(), list = this.#host.getBoundingClientRect()
    if (own.top < list.top) this.#host.scrollTop -= list.top - own.top
    else if (own.bottom > list.bottom) this.#host.scrollTop += own.bottom - list.bottom
  }

  /**
   * @typedef {{digit: number, level: string, title: string, line: number, glyph: number, selected: boolean, corrected: boolean}} Cell
   * @param {Glyph} glyph @param {number} line @param {number} at @param {{line: number, glyph: number} | null} selected
   * @returns {Cell[]} none for what is no digit
   */
  #cell(glyph, line, at, selected) {
    const digit = this.#corrections.digit(glyph)
    if (digit === null) return []
    const corrected = this.#corrections.has(glyph)
    const certainty = corrected ? "sure" : level(glyph.probability)
    const title = corrected ? `${digit}, your choice` : `${digit}, ${percent(glyph.probability)}, ${LEVEL_WORDS[certainty]}`
    return [{ digit, level: certainty, title, line, glyph: at, selected: selected?.line === line && selected.glyph === at, corrected }]
  }

  /** Its digits, and whether they can be taken as they are: what a person changed or chose needs no asking. @param {{cells: Cell[], verdict: import("./messages.js").Verdict, struck?: boolean}} line */
  #line({ cells, verdict, struck }) {
    const line = document.createElement("span")
    line.className = "digits"
    const settled = cells.some(({ corrected }) => corrected) ? "accept" : verdict
    line.dataset.verdict = settled
    line.title = `The number: ${VERDICTS[settled].words}`
    if (struck) {
      line.dataset.struck = ""
      line.title = "The number: a line goes through it, it was perhaps struck out"
    }
    line.append(...cells.map(cell => this.#button(cell)))
    return line
  }

  /** @param {Cell} cell */
  #button(cell) {
    const made = document.createElement(this.#interactive ? "button" : "span")
    made.className = "digit"
    made.textContent = String(cell.digit)
    made.title = cell.title
    Object.assign(made.dataset, { level: cell.level, line: cell.line, glyph: cell.glyph })
    if (cell.corrected) made.dataset.corrected = ""
    if (made instanceof HTMLButtonElement) {
      made.type = "button"
      made.setAttribute("aria-label", cell.title)
      made.setAttribute("aria-pressed", String(cell.selected))
    }
    return made
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (/^\d$/.test(event.key)) this.#emit("type", event, { digit: Number(event.key) })
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0
    if (!step) return
    /** @type {HTMLElement[]} */
    const buttons = [...this.#host.querySelectorAll("button")]
    buttons[buttons.indexOf(/** @type {HTMLElement} */ (event.target)) + step]?.focus()
  }

  /** @param {string} type @param {Event} event on a digit @param {object} [more] */
  #emit(type, event, more) {
    const button = event.target instanceof Element ? event.target.closest("button.digit") : null
    if (!(button instanceof HTMLElement)) return
    const { line, glyph } = button.dataset
    this.dispatchEvent(new CustomEvent(type, { detail: { line: Number(line), glyph: Number(glyph), ...more } }))
  }

  #focusedPlace() {
    const focused = document.activeElement
    if (!(focused instanceof HTMLElement) || !this.#host.contains(focused)) return null
    return `[data-line="${focused.dataset.line}"][data-glyph="${focused.dataset.glyph}"]`
  }
}
