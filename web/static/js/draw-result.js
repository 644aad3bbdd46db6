// The result side of the Draw page: the number, the digit picked out of it, its probabilities, alternatives and why.
// Emits "select" when another digit is picked out, "correct" when the person says what one is.

import { LEVEL_WORDS, level, percent } from "./confidence.js"
import { markKey } from "./corrections.js"
import { NumberView } from "./number.js"
import { setText } from "./set-text.js"

/** @typedef {import("./messages.js").Reading} Reading */
/** @typedef {import("./messages.js").Glyph} Glyph */
/** @typedef {{line: number, glyph: number}} Place */

/** The digit to show the details of: the picked one while it is there, else the last. @param {Reading} reading @param {string | null} picked its mark's key @returns {Place | null} */
export function placeOf(reading, picked) {
  /** @type {Place | null} */ let last = null
  for (const [line, { glyphs }] of reading.lines.entries()) {
    for (const [glyph, mark] of glyphs.entries()) {
      if (picked !== null && markKey(mark) === picked) return { line, glyph }
      if (mark.digit !== null || last === null) last = { line, glyph }
    }
  }
  return last
}

export class DrawResult extends EventTarget {
  #parts
  #corrections
  #number
  /** @type {Reading | null} */ #reading = null
  /** @type {string | null} */ #picked = null
  /** @type {Place | null} */ #place = null

  /**
   * @param {import("./corrections.js").Corrections} corrections
   * @param {{number: HTMLElement, picked: HTMLElement, alternatives: HTMLElement, heading: HTMLElement,
   *   probabilities: import("./probabilities.js").Probabilities}} parts
   */
  constructor(corrections, parts) {
    super()
    this.#corrections = corrections
    this.#parts = parts
    this.#number = new NumberView(parts.number, { corrections })
    this.#number.addEventListener("select", event => {
      const { line, glyph } = /** @type {CustomEvent} */ (event).detail
      this.#picked = this.#reading ? markKey(this.#reading.lines[line].glyphs[glyph]) : null
      this.#show()
    })
    this.#number.addEventListener("type", event => {
      const { line, glyph, digit } = /** @type {CustomEvent} */ (event).detail
      this.#correct({ line, glyph }, digit)
    })
    parts.alternatives.addEventListener("click", event => this.#choose(event))
  }

  /** @returns {string} the number, corrections included */
  get text() {
    return this.#reading ? this.#corrections.text(this.#reading) : ""
  }

  /** @returns {Place | null} */
  get place() {
    return this.#place
  }

  /** @param {Reading | null} reading */
  show(reading) {
    this.#reading = reading
    if (reading) this.#corrections.keepOnly(reading)
    this.#show()
  }

  #show() {
    const before = JSON.stringify(this.#place)
    this.#place = this.#reading && placeOf(this.#reading, this.#picked)
    this.#number.show(this.#reading, this.#place)
    const glyph = this.#place && (this.#reading?.lines[this.#place.line].glyphs[this.#place.glyph] ?? null)
    this.#parts.probabilities.show(glyph)
    this.#showPicked(glyph)
    if (before !== JSON.stringify(this.#place)) this.dispatchEvent(new Event("select"))
  }

  /** @param {Glyph | null} glyph */
  #showPicked(glyph) {
    const { picked, heading, alternatives } = this.#parts
    setText(heading, glyph === null ? "How sure" : glyph.digit === null ? "How sure: not a digit" : `How sure: the ${glyph.digit}`)
    picked.dataset.level = glyph ? level(glyph.probability) : "none"
    setText(picked, glyph ? this.#sentence(glyph) : "")
    const choices = glyph ? this.#choices(glyph) : []
    const now = JSON.stringify(choices)
    if (alternatives.dataset.choices === now) return // keep the focus where it is
    alternatives.dataset.choices = now
    alternatives.replaceChildren(...choices.map(choice))
  }

  /** @param {Glyph} glyph */
  #sentence(glyph) {
    if (this.#corrections.has(glyph)) return `${this.#corrections.digit(glyph)} is your choice`
    const what = glyph.digit === null ? "Not a digit" : glyph.digit
    return `${what}: ${percent(glyph.probability)}, ${LEVEL_WORDS[level(glyph.probability)]}`
  }

  /** The other digits that the mark may be; the reader's own among them once the person chose another. @param {Glyph} glyph */
  #choices(glyph) {
    const own = glyph.digit === null ? [] : [{ digit: glyph.digit, probability: glyph.probability }]
    const shown = this.#corrections.digit(glyph)
    return [...own, ...glyph.alternatives].filter(({ digit }) => digit !== shown).slice(0, 3)
  }

  /** @param {Event} event */
  #choose(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null
    if (button && this.#place) this.#correct(this.#place, Number(button.dataset.digit))
  }

  /** @param {Place} place @param {number} digit */
  #correct({ line, glyph }, digit) {
    const mark = this.#reading?.lines[line]?.glyphs[glyph]
    if (!mark) return
    this.#corrections.choose(mark, digit)
    this.#picked = markKey(mark)
    this.#show()
    this.dispatchEvent(new Event("correct"))
  }
}

/** @param {{digit: number, probability: number}} alternative */
function choice({ digit, probability }) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "choice"
  button.dataset.digit = String(digit)
  const name = document.createElement("b")
  name.textContent = String(digit)
  button.append(name)
  if (probability >= 0.01) button.append(` ${percent(probability)}`) // below that the figure says nothing
  button.setAttribute("aria-label", `Read it as ${digit} instead: ${percent(probability)}`)
  return button
}
