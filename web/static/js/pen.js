// Pointer events in, ink out: one "points" event per animation frame. Knows nothing of sockets.
// Emits "down", "points" (detail: {points, predicted}), "up", and "discard" when a palm had begun to draw.

/** @typedef {import("./messages.js").Point} Point */

/** A hand rests on the glass between strokes of a pen: this long after a pen was near, touch does not draw. */
const PALM_MS = 1200

export class Pen extends EventTarget {
  #surface
  #toInk
  /** @type {PointerEvent | null} where the stroke began */ #first = null
  /** @type {Point[]} */ #points = []
  /** @type {Point[]} */ #predicted = []
  #frame = 0
  #penNear_ms = -Infinity
  #origin = { left: 0, top: 0 }
  #gone = new AbortController()

  /** @param {HTMLElement} surface @param {(x: number, y: number) => [number, number]} toInk from surface to ink pixels */
  constructor(surface, toInk = (x, y) => [x, y]) {
    super()
    this.#surface = surface
    this.#toInk = toInk
    const on = (/** @type {string} */ type, /** @type {(event: any) => void} */ act, passive = true) =>
      surface.addEventListener(type, act, { signal: this.#gone.signal, passive })
    on("pointerdown", event => this.#down(event), false)
    on("pointermove", event => this.#move(event))
    on("pointerup", event => this.#up(event))
    on("pointercancel", event => this.#up(event)) // what was drawn stays
    on("lostpointercapture", event => this.#up(event))
    on("contextmenu", event => event.preventDefault(), false)
    on("touchmove", event => event.preventDefault(), false) // where touch-action is not enough
  }

  get drawing() {
    return this.#first !== null
  }

  /** Stops listening for good. */
  close() {
    this.#gone.abort()
    cancelAnimationFrame(this.#frame)
  }

  /** @param {PointerEvent} event */
  #down(event) {
    this.#notePen(event)
    if (event.button !== 0 || this.#isPalm(event) || !this.#makeRoomFor(event)) return
    event.preventDefault() // no text selection, no emulated mouse
    this.#surface.setPointerCapture(event.pointerId)
    this.#origin = this.#surface.getBoundingClientRect()
    this.#first = event
    this.#emit("down")
    this.#collect([event])
  }

  /** @param {PointerEvent} event */
  #move(event) {
    this.#notePen(event)
    if (event.pointerId !== this.#first?.pointerId) return
    const coalesced = event.getCoalescedEvents?.() ?? []
    this.#collect(coalesced.length ? coalesced : [event])
    this.#predicted = (event.getPredictedEvents?.() ?? []).map(later => this.#point(later))
  }

  /** @param {PointerEvent} event */
  #up(event) {
    if (event.pointerId !== this.#first?.pointerId) return
    this.#predicted = []
    this.#flush()
    this.#first = null
    this.#emit("up")
  }

  /** One pointer draws at a time; only a pen takes over, from the palm that touched before it. @param {PointerEvent} event */
  #makeRoomFor(event) {
    if (!this.#first) return true
    if (event.pointerType !== "pen" || this.#first.pointerType !== "touch") return false
    this.#points = []
    this.#first = null
    this.#emit("discard")
    return true
  }

  /** @param {PointerEvent} event */
  #notePen(event) {
    if (event.pointerType === "pen") this.#penNear_ms = event.timeStamp
  }

  /** @param {PointerEvent} event */
  #isPalm(event) {
    return event.pointerType === "touch" && event.timeStamp - this.#penNear_ms < PALM_MS
  }

  /** @param {PointerEvent[]} events */
  #collect(events) {
    for (const event of events) {
      const point = this.#point(event)
      const last = this.#points[this.#points.length - 1]
      if (last?.[0] === point[0] && last[1] === point[1]) continue
      this.#points.push(point)
    }
    if (!this.#frame) this.#frame = requestAnimationFrame(() => this.#flush())
  }

  #flush() {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    if (!this.#points.length) return
    this.#emit("points", { points: this.#points, predicted: this.#predicted })
    this.#points = []
  }

  /** @param {PointerEvent} event @returns {Point} */
  #point(event) {
    const [x, y] = this.#toInk(event.clientX - this.#origin.left, event.clientY - this.#origin.top)
    const start_ms = this.#first?.timeStamp ?? event.timeStamp
    // Fingers and mice have no pressure to speak of: some say 0, some 1, some 0.5.
    const pressure = event.pointerType === "pen" && event.pressure > 0 ? event.pressure : 0.5
    return [round(x, 100), round(y, 100), Math.max(0, Math.round(event.timeStamp - start_ms)), round(pressure, 1000)]
  }

  /** @param {string} type @param {object} [detail] */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }))
  }
}

/** @param {number} value @param {number} parts of one: more digits would only fill the wire */
const round = (value, parts) => Math.round(value * parts) / parts
