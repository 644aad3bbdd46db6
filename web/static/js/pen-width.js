// Which pen: three widths as a group of buttons, remembered for this browser. The whole drawing takes the new width,
// as it would on the server: an ink has one pen.

import { keep, recall } from "./kept-choice.js"

const KEY = "numeral.pen"

export class PenWidth {
  /** @type {HTMLButtonElement[]} */ #buttons
  #ink

  /** @param {HTMLElement} group with buttons that have data-pen="<px>" @param {import("./ink.js").Ink} ink */
  constructor(group, ink) {
    this.#ink = ink
    this.#buttons = [...group.querySelectorAll("button")]
    for (const button of this.#buttons) button.addEventListener("click", () => this.#choose(Number(button.dataset.pen)))
    const kept = Number(recall(KEY))
    if (this.#buttons.some(button => Number(button.dataset.pen) === kept)) ink.setCanvas({ pen_px: kept })
    this.#show()
  }

  /** @param {number} pen_px */
  #choose(pen_px) {
    this.#ink.setCanvas({ pen_px })
    keep(KEY, String(pen_px))
    this.#show()
  }

  #show() {
    for (const button of this.#buttons) button.setAttribute("aria-pressed", String(Number(button.dataset.pen) === this.#ink.pen_px))
  }
}
