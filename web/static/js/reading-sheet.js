// One page of a document: its picture, turned as it was read, with the digits over it, at a zoom. Emits "select" (detail: {line, glyph}).
import { Overlay } from "./overlay.js"
import { paintCloseUp } from "./close-up.js"
import { Fit } from "./transform.js"

/** @typedef {import("./messages.js").Reading} Reading */

export class ReadingSheet extends EventTarget {
  #scroller
  #sheet
  #image
  #overlay
  /** @type {Reading | null} */ #reading = null

  /** @param {HTMLElement} scroller holds .viewer__sheet, which holds an <img> */
  constructor(scroller) {
    super()
    this.#scroller = scroller
    this.#sheet = /** @type {HTMLElement} */ (scroller.querySelector(".viewer__sheet"))
    this.#image = /** @type {HTMLImageElement} */ (this.#sheet.querySelector("img"))
    this.#overlay = new Overlay(this.#sheet)
    this.#overlay.addEventListener("select", event => {
      this.dispatchEvent(new CustomEvent("select", { detail: /** @type {CustomEvent} */ (event).detail }))
    })
    this.#image.addEventListener("load", () => {
      this.#image.hidden = false
      if (!this.#reading) this.#shape(this.#image.naturalWidth, this.#image.naturalHeight)
      this.dispatchEvent(new Event("load"))
    })
    this.#image.addEventListener("error", () => { this.#image.hidden = true; this.dispatchEvent(new Event("missing")) })
  }

  /** @param {string | null} picture address; null: blank paper @param {Reading | null} reading @param {string} alt */
  show(picture, reading, alt) {
    this.#reading = reading
    this.#turn()
    if (reading) this.#shape(reading.width, reading.height)
    if (picture === null) {
      this.#image.hidden = true
      this.#image.removeAttribute("src")
    } else if (this.#image.getAttribute("src") !== picture) {
      this.#image.hidden = true // the last page's picture must not stand behind this page's digits
      this.#image.src = picture
    }
    this.#image.alt = alt
    this.#overlay.show(reading, { rotation: this.#rotation })
  }

  /** @param {number} line @param {number} glyph -1: none */
  select(line, glyph) {
    this.#overlay.select(line, glyph)
    const box = this.#reading?.lines[line]?.glyphs[glyph]?.box
    if (box && this.#zoom > 1) this.#bringIntoView(box)
  }

  /** @param {number} zoom 1: the whole page is seen */
  set zoom(zoom) {
    this.#zoom = zoom
    this.#sheet.style.setProperty("--zoom", String(zoom))
  }

  #zoom = 1

  /** Enlarges one mark onto `canvas`. @param {HTMLCanvasElement} canvas @param {import("./messages.js").Box} box @returns {import("./messages.js").Box | null} where it is on the canvas; null: there is no picture to cut from */
  closeUp(canvas, box) {
    if (!this.#reading || this.#image.hidden || !this.#image.naturalWidth) return null
    return paintCloseUp(canvas, this.#image, box, this.#image.naturalWidth / this.#reading.width, this.#rotation, this.#reading.skew)
  }

  /** Degrees clockwise by which the picture is turned, so that its numbers stand upright. */
  get #rotation() {
    return this.#reading?.rotation ?? 0
  }

  get #isOnSide() {
    return this.#rotation % 180 !== 0
  }

  #turn() {
    this.#sheet.classList.toggle("viewer__sheet--on-side", this.#isOnSide)
    this.#sheet.style.setProperty("--turn", `${this.#rotation}deg`)
  }

  /** @param {number} width @param {number} height of the picture as it is */
  #shape(width, height) {
    const ratio = width && height ? width / height : 1
    this.#sheet.style.setProperty("--ratio", String(this.#isOnSide ? 1 / ratio : ratio))
  }

  /** @param {import("./messages.js").Box} box */
  #bringIntoView(box) {
    if (!this.#reading) return
    const shown = { width: this.#sheet.clientWidth, height: this.#sheet.clientHeight }
    const [x, y, width, height] = Fit.of(this.#reading, shown, { rotation: this.#rotation }).boxToScreen(box)
    const [sheet, window] = [this.#sheet, this.#scroller].map(element => element.getBoundingClientRect())
    this.#scroller.scrollBy({
      left: sheet.left - window.left + x + width / 2 - this.#scroller.clientWidth / 2,
      top: sheet.top - window.top + y + height / 2 - this.#scroller.clientHeight / 2,
    })
  }
}
