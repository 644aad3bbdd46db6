// <numeral-pad>: draw digits, see them read over their ink while the pen still moves.
// Attributes: "compact" adds a line with the number below (Home); "keep" names the place for ink in this tab's memory.
// Emits "reading" (detail: {reading, fresh}; reading is null once the ink was cleared), "change" when the ink did.

import { showConnection, signInWhenEnded, tellTroubles } from "./connection.js"
import { Corrections } from "./corrections.js"
import { DrawLink } from "./draw-link.js"
import { remember } from "./draw-memory.js"
import { DrawStage } from "./draw-stage.js"
import { icon } from "./icon.js"
import { Ink } from "./ink.js"
import { newCanvasId } from "./live-page.js"
import { Live } from "./live.js"
import { NumberView } from "./number.js"
import { Overlay } from "./overlay.js"
import { needsStylesheet } from "./stylesheet.js"

const HINT = "Write a number here"

export class Pad extends HTMLElement {
  ink = new Ink({ pen_px: 10 })
  live = new Live(newCanvasId())
  link = new DrawLink(this.ink, this.live)
  /** What the person says marks are; call refresh() after a change. */ corrections = new Corrections()
  /** The last reading, of all ink so far where `link.fresh`. @type {import("./messages.js").Reading | null} */ reading = null
  /** @type {DrawStage | null} */ #stage = null
  /** @type {Overlay | null} */ #overlay = null
  /** @type {HTMLElement | null} */ #hint = null

  connectedCallback() {
    if (this.#stage) return this.live.open()
    needsStylesheet("pad.css")
    const surface = this.#build()
    this.#stage = new DrawStage(surface, this.ink)
    this.#overlay = new Overlay(surface, { interactive: false })
    const memory = this.getAttribute("keep")
    if (memory) remember(this.ink, memory)
    this.#connect(this.#stage)
    if (this.hasAttribute("compact")) this.#addResult()
    this.#inkChanged()
    this.live.open()
  }

  disconnectedCallback() {
    this.live.close()
  }

  /** Marks one digit on the ink. @param {number} line @param {number} glyph */
  select(line, glyph) {
    this.#overlay?.select(line, glyph)
  }

  /** Enlarges a place of the ink. @type {import("./why.js").CloseUp} */
  closeUp = (canvas, box) => this.#stage?.closeUp(canvas, box) ?? null

  /** Lays the reading over the ink anew, as corrected. */
  refresh() {
    this.#overlay?.show(this.reading && this.corrections.applyTo(this.reading), { fit: this.#stage?.fit })
  }

  #build() {
    const surface = document.createElement("div")
    surface.className = "pad__surface"
    surface.tabIndex = 0
    surface.setAttribute("role", "application")
    surface.setAttribute("aria-label", "Drawing area: draw digits with a pen, a finger or the mouse")
    this.#hint = document.createElement("p")
    this.#hint.className = "pad__hint"
    this.#hint.append(icon("draw"), HINT)
    surface.append(this.#hint)
    this.append(surface)
    return surface
  }

  /** @param {DrawStage} stage */
  #connect(stage) {
    this.ink.addEventListener("change", () => this.#inkChanged())
    stage.addEventListener("layout", () => this.refresh())
    this.link.addEventListener("reading", event => this.#read(/** @type {CustomEvent} */ (event).detail))
    signInWhenEnded(this.live)
    tellTroubles(this.live)
  }

  #inkChanged() {
    if (!this.ink.empty && this.#hint) {
      this.#hint.remove() // once is enough
      this.#hint = null
    }
    if (this.ink.empty && this.reading) this.#read({ reading: null, fresh: true })
    this.dispatchEvent(new Event("change"))
  }

  /** @param {{reading: import("./messages.js").Reading | null, fresh: boolean}} detail */
  #read(detail) {
    this.reading = detail.reading
    this.refresh()
    this.dispatchEvent(new CustomEvent("reading", { detail }))
  }

  #addResult() {
    const foot = document.createElement("div")
    foot.className = "pad__foot"
    const number = document.createElement("output")
    const badge = document.createElement("span")
    const clear = document.createElement("button")
    clear.type = "button"
    clear.className = "button button--small"
    clear.append(icon("eraser"), "Clear")
    clear.addEventListener("click", () => this.ink.clear())
    foot.append(number, badge, clear)
    this.append(foot)
    showConnection(badge, this.live)
    const view = new NumberView(number, { interactive: false })
    this.addEventListener("reading", () => view.show(this.reading))
    this.addEventListener("change", () => { clear.disabled = this.ink.empty })
  }
}

customElements.define("numeral-pad", Pad)
