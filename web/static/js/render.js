// Ink on two canvases: the dry one keeps finished strokes, the wet one the stroke that still moves. Smooth curves at the
// screen's own resolution, each stroke filled in one go (piece by piece, the soft edges of the pieces would add up
// to beads). Everything can be drawn again from the vectors.

import { paintCloseUp } from "./close-up.js"

/** @typedef {import("./messages.js").Point} Point */
/** @typedef {import("./ink.js").Ink} Ink */
/** What of a canvas path is needed here. @typedef {Pick<Path2D, "moveTo" | "lineTo" | "quadraticCurveTo" | "closePath" | "arc">} Path */

/** The width of the ink at one pressure; the same rule by which the server draws it. @param {number} pen_px @param {number} pressure */
export const strokeWidth = (pen_px, pressure) => pen_px * (0.6 + 0.8 * pressure)

/** Pressures that differ by less than this are one width: finger and mouse. */
const EVEN = 0.02
/** Distance between the samples of an outline whose width varies. */
const SAMPLE_PX = 2.5
/** Older points of a very long stroke dry while it is still drawn, so that a frame never has more to draw than this. */
const WET_POINTS = 300

/** Whether a stroke has one width all along. @param {readonly Point[]} points */
export function isEven(points) {
  const pressures = points.map(([, , , pressure]) => pressure)
  return Math.max(...pressures) - Math.min(...pressures) < EVEN
}

/**
 * The middle of a stroke: quadratic curves from midpoint to midpoint, so that it is smooth where samples are coarse.
 * From point `from` on; `open` leaves the last half segment out, for points that are still to come.
 * @param {Path} path @param {readonly Point[]} points @param {number} [from] @param {boolean} [open]
 */
export function centreLine(path, points, from = 0, open = false) {
  const [x, y] = from ? middle(points[from - 1], points[from]) : points[from]
  path.moveTo(x, y)
  for (let i = from; i < points.length - 1; i++) {
    const [endX, endY] = middle(points[i], points[i + 1])
    path.quadraticCurveTo(points[i][0], points[i][1], endX, endY)
  }
  const last = points[points.length - 1]
  if (!open) path.lineTo(last[0], last[1])
}

/**
 * The outline of a stroke whose width varies, to be filled: a disc at each sample and a band to the next one, all
 * turning the same way, so that where they overlap they are one shape.
 * @param {Path} path @param {readonly Point[]} points @param {number} pen_px @param {number} [from] @param {boolean} [open]
 */
export function outline(path, points, pen_px, from = 0, open = false) {
  /** @type {number[] | null} */ let before = null
  for (const sample of samples(points, from, open)) {
    const radius = strokeWidth(pen_px, sample[3]) / 2
    path.moveTo(sample[0] + radius, sample[1])
    path.arc(sample[0], sample[1], radius, 0, 2 * Math.PI)
    path.closePath()
    if (before) band(path, before, sample, pen_px)
    before = sample
  }
}

/** Points along the centre line, close enough for an outline. @param {readonly Point[]} points @param {number} from @param {boolean} open */
function* samples(points, from, open) {
  let start = from ? middle(points[from - 1], points[from]) : points[from]
  yield start
  for (let i = from; i < points.length - 1; i++) {
    const end = middle(points[i], points[i + 1])
    const steps = Math.min(32, Math.ceil(Math.hypot(end[0] - start[0], end[1] - start[1]) / SAMPLE_PX)) || 1
    for (let step = 1; step <= steps; step++) yield along(start, points[i], end, step / steps)
    start = end
  }
  if (!open) yield points[points.length - 1]
}

/** @param {Path} path @param {readonly number[]} a @param {readonly number[]} b @param {number} pen_px */
function band(path, a, b, pen_px) {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1])
  if (!length) return
  const [across, down] = [-(b[1] - a[1]) / length, (b[0] - a[0]) / length]
  const [atA, atB] = [strokeWidth(pen_px, a[3]) / 2, strokeWidth(pen_px, b[3]) / 2]
  path.moveTo(a[0] - across * atA, a[1] - down * atA)
  path.lineTo(b[0] - across * atB, b[1] - down * atB)
  path.lineTo(b[0] + across * atB, b[1] + down * atB)
  path.lineTo(a[0] + across * atA, a[1] + down * atA)
  path.closePath()
}

/** @param {readonly number[]} a @param {readonly number[]} b */
const middle = (a, b) => a.map((value, i) => (value + b[i]) / 2)

/** A point of a quadratic curve. @param {readonly number[]} from @param {readonly number[]} control @param {readonly number[]} to @param {number} t in 0..1 */
const along = (from, control, to, t) =>
  from.map((value, i) => (1 - t) ** 2 * value + 2 * t * (1 - t) * control[i] + t * t * to[i])

export class InkView {
  #dry
  #wet
  #zoom = 1
  /** The theme's ink; asked for when everything is redrawn, since each asking costs a style pass. */ #colour = ""
  /** Points of the stroke being drawn that are on the dry canvas already. */ #dried = 0

  /** @param {HTMLCanvasElement} dry @param {HTMLCanvasElement} wet above it, same size */
  constructor(dry, wet) {
    this.#dry = context(dry)
    this.#wet = context(wet)
  }

  /** @param {{width: number, height: number, scale: number, ratio: number}} view CSS pixels; screen per ink pixel; device per CSS pixel */
  resize({ width, height, scale, ratio }) {
    this.#zoom = scale * ratio
    for (const { canvas } of [this.#dry, this.#wet]) {
      const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)]
      if (canvas.width !== across) canvas.width = across
      if (canvas.height !== down) canvas.height = down
    }
  }

  /** Everything from the vectors. @param {Ink} ink */
  redraw(ink) {
    this.#dried = 0
    this.#colour = getComputedStyle(this.#dry.canvas).color
    clear(this.#wet)
    clear(this.#dry)
    for (const stroke of ink.strokes) this.#draw(this.#dry, stroke, ink.pen_px)
  }

  /** The stroke being drawn has grown. @param {readonly Point[]} stroke @param {readonly Point[]} predicted where the pen is likely to be next @param {number} pen_px */
  extend(stroke, predicted, pen_px) {
    if (stroke.length - this.#dried > WET_POINTS) {
      this.#draw(this.#dry, stroke, pen_px, this.#dried, true)
      this.#dried = stroke.length - 1
    }
    clear(this.#wet)
    this.#draw(this.#wet, [...stroke, ...predicted], pen_px, this.#dried)
  }

  /** The stroke is over: it dries. @param {readonly Point[]} stroke @param {number} pen_px */
  finish(stroke, pen_px) {
    clear(this.#wet)
    if (stroke.length) this.#draw(this.#dry, stroke, pen_px, this.#dried)
    this.#dried = 0
  }

  /** Enlarges a place of the finished ink. @param {HTMLCanvasElement} canvas @param {import("./messages.js").Box} box in ink pixels */
  closeUp(canvas, box) {
    return paintCloseUp(canvas, this.#dry.canvas, box, this.#zoom)
  }

  /** @param {CanvasRenderingContext2D} target @param {readonly Point[]} stroke @param {number} pen_px @param {number} [from] @param {boolean} [open] */
  #draw(target, stroke, pen_px, from, open) {
    target.setTransform(this.#zoom, 0, 0, this.#zoom, 0, 0)
    target.strokeStyle = target.fillStyle = this.#colour
    target.lineCap = target.lineJoin = "round"
    target.beginPath()
    if (isEven(stroke)) {
      target.lineWidth = strokeWidth(pen_px, stroke[0][3])
      centreLine(target, stroke, from, open)
      target.stroke()
    } else {
      outline(target, stroke, pen_px, from, open)
      target.fill()
    }
  }
}

/** @param {HTMLCanvasElement} canvas */
const context = canvas => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"))

/** @param {CanvasRenderingContext2D} target */
function clear(target) {
  target.setTransform(1, 0, 0, 1, 0, 0)
  target.clearRect(0, 0, target.canvas.width, target.canvas.height)
}
