// What was drawn, as vectors: the client's truth. Pixels are a view of it, the wire log a record of it.
// Emits "change" with one of {op: "points", stroke, points}, {op: "undo"}, {op: "clear"}, {op: "canvas"}.

/** @typedef {import("./messages.js").Point} Point */
/** @typedef {{op: "points", stroke: number, points: Point[]} | {op: "undo"} | {op: "clear"} | {op: "canvas"}} Change */
/** @typedef {{strokes: Point[][], width: number, height: number, pen_px: number}} Drawing */

export class Ink extends EventTarget {
  /** @type {Point[][]} */ #strokes = []
  /** Strokes taken back, newest last, for redo. @type {Point[][]} */ #undone = []
  /** What the last clear wiped, while nothing new is drawn. @type {Point[][]} */ #cleared = []
  #drawing = false

  constructor({ width = 1, height = 1, pen_px = 10 } = {}) {
    super()
    this.width = width
    this.height = height
    this.pen_px = pen_px
  }

  /** @returns {readonly Point[][]} */
  get strokes() {
    return this.#strokes
  }

  get empty() {
    return this.#strokes.length === 0
  }

  get canUndo() {
    return !this.empty || this.#cleared.length > 0
  }

  get canRedo() {
    return this.#undone.length > 0
  }

  /** A new stroke begins with the next points. */
  begin() {
    this.#drawing = false
  }

  /** Adds to the stroke being drawn. @param {Point[]} points */
  add(points) {
    if (!points.length) return
    if (!this.#drawing) {
      this.#drawing = true
      this.#strokes.push([])
      this.#undone = []
      this.#cleared = []
    }
    this.#strokes[this.#strokes.length - 1].push(...points)
    this.#changed({ op: "points", stroke: this.#strokes.length - 1, points })
  }

  /** Takes the last stroke back; right after a clear, brings back what it wiped. */
  undo() {
    if (this.empty) return this.#unclear()
    const stroke = this.#removeLast()
    if (stroke) this.#undone.push(stroke)
  }

  /** Removes the stroke being drawn as if it never was: it turned out to be a palm. */
  discard() {
    if (this.#drawing) this.#removeLast()
  }

  redo() {
    const stroke = this.#undone.pop()
    if (stroke) this.#append(stroke)
  }

  clear() {
    if (this.empty) return
    this.#cleared = this.#strokes
    this.#strokes = []
    this.#undone = []
    this.#drawing = false
    this.#changed({ op: "clear" })
  }

  /** The canvas that the ink is on, and the width of its pen. @param {{width?: number, height?: number, pen_px?: number}} canvas */
  setCanvas({ width = this.width, height = this.height, pen_px = this.pen_px }) {
    if (width === this.width && height === this.height && pen_px === this.pen_px) return
    Object.assign(this, { width, height, pen_px })
    this.#changed({ op: "canvas" })
  }

  /** The right and bottom edge of the ink, pen included; 0, 0 without ink. */
  get extent() {
    const far = { right: 0, bottom: 0 }
    for (const stroke of this.#strokes) {
      for (const [x, y] of stroke) {
        far.right = Math.max(far.right, x + this.pen_px)
        far.bottom = Math.max(far.bottom, y + this.pen_px)
      }
    }
    return far
  }

  /** @returns {Drawing} what a reload restores and what saving sends */
  toJSON() {
    return { strokes: this.#strokes, width: this.width, height: this.height, pen_px: this.pen_px }
  }

  /** Takes over an earlier drawing, stroke by stroke. @param {Drawing} drawing */
  restore(drawing) {
    this.setCanvas(drawing)
    for (const stroke of drawing.strokes) this.#append(stroke)
  }

  #unclear() {
    const strokes = this.#cleared
    this.#cleared = []
    for (const stroke of strokes) this.#append(stroke)
  }

  #removeLast() {
    this.#drawing = false
    const stroke = this.#strokes.pop()
    if (stroke) this.#changed({ op: "undo" })
    return stroke
  }

  /** @param {Point[]} stroke */
  #append(stroke) {
    this.#drawing = false
    this.#strokes.push([...stroke])
    this.#changed({ op: "points", stroke: this.#strokes.length - 1, points: stroke })
  }

  /** @param {Change} change */
  #changed(change) {
    this.dispatchEvent(new CustomEvent("change", { detail: change }))
  }
}
