// The drawing surface: pen in, ink on the screen, at any size. The ink keeps its own coordinates; a surface that has
// become too small for it shows it smaller, from the top left corner.

import { Pen } from "./pen.js"
import { InkView } from "./render.js"
import { Fit } from "./transform.js"

/** @typedef {import("./ink.js").Ink} Ink */
/** @typedef {import("./messages.js").Point} Point */

/** Ink that was scaled to fit does not touch the edge. */
const MARGIN_PX = 12

/**
 * How far the ink must be scaled down to be seen whole; 1 when it fits.
 * @param {{width: number, height: number}} surface @param {{right: number, bottom: number}} extent of the ink
 */
export function scaleToShow(surface, extent) {
  const fitted = (/** @type {number} */ room, /** @type {number} */ needed) => needed <= room ? 1 : (room - MARGIN_PX) / needed
  return Math.min(fitted(surface.width, extent.right), fitted(surface.height, extent.bottom))
}

export class DrawStage extends EventTarget {
  #host
  #ink
  #view
  #pen
  #gone = new AbortController()
  #resized = new ResizeObserver(() => this.layOut())
  /** @type {MediaQueryList | null} */ #ratio = null
  fit = Fit.scaled(1)

  /** @param {HTMLElement} host focusable, positioned @param {Ink} ink */
  constructor(host, ink) {
    super()
    this.#host = host
    this.#ink = ink
    const [dry, wet] = [document.createElement("canvas"), document.createElement("canvas")]
    for (const canvas of [dry, wet]) canvas.setAttribute("aria-hidden", "true")
    host.prepend(dry, wet)
    this.#view = new InkView(dry, wet)
    this.#pen = new Pen(host, (x, y) => this.fit.toPicture(x, y))
    this.#connectPen()
    const { signal } = this.#gone
    ink.addEventListener("change", event => this.#follow(/** @type {CustomEvent} */ (event).detail), { signal })
    addEventListener("themechange", () => this.#view.redraw(ink), { signal })
    this.#resized.observe(host)
  }

  /** Enlarges a place of the finished ink. @param {HTMLCanvasElement} canvas @param {import("./messages.js").Box} box in ink pixels */
  closeUp(canvas, box) {
    return this.#view.closeUp(canvas, box)
  }

  get drawing() {
    return this.#pen.drawing
  }

  close() {
    this.#gone.abort()
    this.#resized.disconnect()
    this.#pen.close()
  }

  /** Fits canvas and ink to the host's size and the screen's resolution. */
  layOut() {
    const { clientWidth: width, clientHeight: height } = this.#host
    if (!width || !height) return // hidden: nothing to lay out, and the ink keeps its canvas
    const scale = scaleToShow({ width, height }, this.#ink.extent)
    this.fit = Fit.scaled(scale)
    this.#view.resize({ width, height, scale, ratio: devicePixelRatio })
    this.#view.redraw(this.#ink)
    this.#ink.setCanvas({ width: Math.round(width / scale), height: Math.round(height / scale) })
    this.#watchRatio()
    this.dispatchEvent(new Event("layout"))
  }

  /** A move to another screen, or a zoom, changes the resolution without changing the size. */
  #watchRatio() {
    const query = `(resolution: ${devicePixelRatio}dppx)`
    if (this.#ratio?.media === query) return
    this.#ratio = matchMedia(query)
    this.#ratio.addEventListener("change", () => this.layOut(), { once: true, signal: this.#gone.signal })
  }

  #connectPen() {
    const on = (/** @type {string} */ type, /** @type {(event: any) => void} */ act) => this.#pen.addEventListener(type, act)
    on("down", () => this.#ink.begin())
    on("discard", () => this.#ink.discard())
    on("points", ({ detail }) => this.#draw(detail.points, detail.predicted))
    on("up", () => this.#view.finish(this.#current, this.#ink.pen_px))
  }

  get #current() {
    return this.#ink.strokes[this.#ink.strokes.length - 1] ?? []
  }

  /** @param {Point[]} points @param {Point[]} predicted */
  #draw(points, predicted) {
    this.#ink.add(points)
    this.#view.extend(this.#current, predicted, this.#ink.pen_px)
  }

  /** @param {import("./ink.js").Change} change */
  #follow({ op }) {
    if (op === "points" && this.drawing) return
    if (this.#ink.empty && op !== "canvas") this.layOut() // a cleared canvas is at its own scale again
    else this.#view.redraw(this.#ink)
  }
}
