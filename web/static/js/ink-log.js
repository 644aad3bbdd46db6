// The ink as numbered wire messages since the last clear, so that no stroke is lost when a connection is.
// Emits "message" for each new one. Knows nothing of sockets.

import { InkCanvas, InkClear, InkPoints, InkUndo } from "./messages.js"

/** @typedef {import("./ink.js").Ink} Ink */
/** @typedef {import("./ink.js").Change} Change */
/** @typedef {{type: string, seq: number, [field: string]: any}} InkMessage */

export class InkLog extends EventTarget {
  #ink
  /** @type {InkMessage[]} */ #messages = []
  #seq = 0

  /** @param {Ink} ink @param {{pointsPerMessage?: number}} [limits] */
  constructor(ink, { pointsPerMessage = 256 } = {}) {
    super()
    this.#ink = ink
    this.pointsPerMessage = pointsPerMessage
    this.#restate(0)
    ink.addEventListener("change", event => this.#record(/** @type {CustomEvent<Change>} */ (event).detail))
  }

  /** The number of the last message: a reading up to it has seen all ink. */
  get seq() {
    return this.#seq
  }

  /** The number of the last clear, or of the first message: a reading from before it is of other ink. */
  get first() {
    return this.#messages[0].seq
  }

  /**
   * What to send to a server that holds everything up to `acked`. A server that holds nothing, or less than this log
   * goes back, is told the whole drawing in as few messages as it takes, numbered on from what it has.
   * @param {number} acked
   * @returns {InkMessage[]}
   */
  resume(acked) {
    if (acked === 0 || acked < this.first - 1 || acked > this.#seq) this.#restate(acked)
    return this.#messages.filter(message => message.seq > acked)
  }

  /** @param {Change} change */
  #record(change) {
    const already = this.#messages.length
    if (change.op === "clear") this.#messages = [InkClear(this.#next())]
    else if (change.op === "undo") this.#messages.push(InkUndo(this.#next()))
    else if (change.op === "canvas") this.#pushCanvas()
    else this.#pushPoints(change.stroke, change.points)
    for (const message of this.#messages.slice(change.op === "clear" ? 0 : already)) {
      this.dispatchEvent(new CustomEvent("message", { detail: message }))
    }
  }

  /** @param {number} acked */
  #restate(acked) {
    this.#seq = acked
    this.#messages = acked ? [InkClear(this.#next())] : []
    this.#pushCanvas()
    this.#ink.strokes.forEach((points, stroke) => this.#pushPoints(stroke, points))
  }

  #pushCanvas() {
    this.#messages.push(InkCanvas(this.#next(), this.#ink.width, this.#ink.height, this.#ink.pen_px))
  }

  /** @param {number} stroke @param {import("./messages.js").Point[]} points */
  #pushPoints(stroke, points) {
    for (let from = 0; from < points.length; from += this.pointsPerMessage) {
      this.#messages.push(InkPoints(this.#next(), stroke, points.slice(from, from + this.pointsPerMessage)))
    }
  }

  #next() {
    return ++this.#seq
  }
}
