// What is known of the one digit that is picked out: close-up, answer, probabilities and, when asked, why.
import "./probabilities.js"
import "./why.js"
import { level } from "./confidence.js"
import { sentence } from "./glyph-words.js"

/** @typedef {import("./messages.js").Glyph} Glyph */
/** @typedef {(signal: AbortSignal) => Promise<import("./messages.js").Explanation>} Explain */

export class DigitPanel {
  #host
  /** @type {AbortController | null} */ #asking = null
  /** @type {Explain | null} */ #explain = null
  /** @type {Glyph | null} */ #glyph = null
  /** @type {import("./why.js").CloseUp} */ #closeUp

  /** @param {HTMLElement} host @param {import("./why.js").CloseUp} closeUp */
  constructor(host, closeUp) {
    this.#host = host
    this.#closeUp = closeUp
    this.#why.addEventListener("toggle", () => this.#showWhy())
  }

  /**
   * @param {Glyph | null} glyph null: none is picked
   * @param {Explain | null} explain null: nothing to ask
   */
  show(glyph, explain) {
    this.#host.classList.toggle("digit-panel--empty", glyph === null)
    this.#part(".digit-panel__answer").textContent = glyph === null ? "–" : String(glyph.digit ?? "×")
    this.#part(".digit-panel__answer").dataset.level = glyph ? level(glyph.probability) : ""
    this.#part(".digit-panel__words").textContent = glyph ? sentence(glyph) : "Press a digit to see how sure it is."
    const graph = /** @type {import("./probabilities.js").Probabilities} */ (this.#part("numeral-probabilities"))
    graph.show(glyph)
    this.#glyph = glyph
    this.#explain = glyph ? explain : null
    this.#why.hidden = this.#explain === null
    this.#showWhy()
  }

  /** Where the close-up is painted; hidden while there is no picture. */
  get canvas() {
    return /** @type {HTMLCanvasElement} */ (this.#part("canvas"))
  }

  get #why() {
    return /** @type {HTMLDetailsElement} */ (this.#part("details"))
  }

  async #showWhy() {
    this.#asking?.abort()
    if (!this.#explain || !this.#why.open) return
    const { signal } = (this.#asking = new AbortController())
    const panel = /** @type {import("./why.js").Why} */ (this.#part("numeral-why"))
    panel.classList.add("why--stale")
    try {
      const explanation = await this.#explain(signal)
      if (signal.aborted) return
      panel.show(explanation, this.#glyph?.cuts, this.#closeUp)
    } catch {
      if (!signal.aborted) this.#why.hidden = true // kept no crop, or the reading is gone: there is no why to show
    }
    if (!signal.aborted) panel.classList.remove("why--stale")
  }

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.#host.querySelector(selector))
  }
}
