// Which camera frame goes out when: one in flight, one waiting, the newest wins, and results set the pace.
// Pure: frames are opaque and the caller brings the clock.

/** A result that never comes must not stop the camera: after this long the frame counts as lost. */
export const LOST_AFTER_MS = 3000

/** @template Frame */
export class FramePacer {
  /** @type {Map<number, number>} frame number → sent_ms */ #inFlight = new Map()
  /** @type {Frame | null} */ #waiting = null
  #number = 0
  #send

  /** Frames that a newer one replaced before they were sent. */
  replaced = 0

  /** @param {(frame: Frame, number: number) => boolean} send false: it could not go out, and is dropped */
  constructor(send) {
    this.#send = send
  }

  get idle() {
    return this.#inFlight.size === 0
  }

  /** A fresh frame: sent at once if nothing is in flight, else it waits in place of the one that waited. @param {Frame} frame @param {number} now_ms */
  offer(frame, now_ms) {
    this.#giveUpOnLost(now_ms)
    if (this.idle) return this.#dispatch(frame, now_ms)
    if (this.#waiting !== null) this.replaced++
    this.#waiting = frame
  }

  /** The server answered for this frame, and so for every earlier one. @param {number} number @param {number} now_ms */
  settle(number, now_ms) {
    for (const sent of [...this.#inFlight.keys()]) if (sent <= number) this.#inFlight.delete(sent)
    if (!this.idle || this.#waiting === null) return
    const frame = this.#waiting
    this.#waiting = null
    this.#dispatch(frame, now_ms)
  }

  /** The connection or the camera went away: nothing is expected any more. */
  reset() {
    this.#inFlight.clear()
    this.#waiting = null
  }

  /** @param {Frame} frame @param {number} now_ms */
  #dispatch(frame, now_ms) {
    const number = ++this.#number
    if (this.#send(frame, number)) this.#inFlight.set(number, now_ms)
  }

  /** @param {number} now_ms */
  #giveUpOnLost(now_ms) {
    for (const [number, sent_ms] of this.#inFlight) if (now_ms - sent_ms > LOST_AFTER_MS) this.#inFlight.delete(number)
  }
}

export const WIDTHS = Object.freeze([640, 960, 1280])

/**
 * The frame width for the coming seconds: wider while answers come quickly, narrower when they are slow.
 * Between the two marks it stays, so that it does not swing.
 * @param {number} width one of WIDTHS @param {number} latency_ms capture to shown
 */
export function nextWidth(width, latency_ms) {
  const at = WIDTHS.indexOf(width)
  if (latency_ms > 250) return WIDTHS[Math.max(0, at - 1)]
  if (latency_ms < 90) return WIDTHS[Math.min(WIDTHS.length - 1, at + 1)]
  return width
}

/**
 * The size to draw a frame at: never enlarged, sides even (chroma is sampled in pairs).
 * @param {{width: number, height: number}} video @param {number} longest of its sides, in pixels
 */
export function frameSize(video, longest) {
  const scale = Math.min(1, longest / Math.max(video.width, video.height))
  const even = (/** @type {number} */ side) => Math.max(2, 2 * Math.round((side * scale) / 2))
  return { width: even(video.width), height: even(video.height) }
}
