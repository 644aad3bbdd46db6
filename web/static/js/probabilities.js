// <numeral-probabilities>: how likely each of the ten digits is for one mark, and that it is no digit, in per cent.

import { percent } from "./confidence.js"
import { setText } from "./set-text.js"
import { needsStylesheet } from "./stylesheet.js"

const NAMES = [..."0123456789", "not a digit"]

export class Probabilities extends HTMLElement {
  /** @type {{row: HTMLElement, bar: HTMLElement, value: HTMLElement}[]} */ #rows = []

  connectedCallback() {
    if (this.#rows.length) return
    needsStylesheet("reading.css")
    const table = element("dl", "probabilities")
    table.setAttribute("aria-label", "How likely each digit is")
    this.#rows = NAMES.map(name => newRow(name))
    table.append(...this.#rows.map(({ row }) => row))
    this.append(table)
    this.show(null)
  }

  /** @param {Pick<import("./messages.js").Glyph, "probabilities" | "digit"> | null} glyph null: nothing is selected */
  show(glyph) {
    this.toggleAttribute("data-empty", glyph === null)
    const chosen = glyph === null ? -1 : glyph.digit ?? 10
    this.#rows.forEach(({ row, bar, value }, i) => {
      const probability = glyph?.probabilities[i] ?? 0
      row.toggleAttribute("data-chosen", i === chosen)
      bar.style.scale = `${probability} 1`
      setText(value, glyph ? percent(probability) : "–")
    })
  }
}

/** @param {string} name */
function newRow(name) {
  const row = element("div", "probabilities__row")
  const term = element("dt", "probabilities__name")
  term.textContent = name.length > 1 ? "none" : name
  if (name.length > 1) term.title = name
  const description = element("dd", "probabilities__value")
  const track = element("span", "probabilities__track")
  const bar = element("span", "probabilities__bar")
  const value = element("span", "probabilities__percent")
  track.append(bar)
  description.append(track, value)
  row.append(term, description)
  return { row, bar, value }
}

/** @param {string} tag @param {string} className */
function element(tag, className) {
  const made = document.createElement(tag)
  made.className = className
  return made
}

customElements.define("numeral-probabilities", Probabilities)
