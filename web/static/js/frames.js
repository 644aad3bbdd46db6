// Which camera frame goes out when: as many are on their way as the server gives credit for, and the newest goes next.
// Pure: frames are opaque and the caller brings the clock.

/** Without credit (a server that knows none, or its first word): a result that never comes must not stop the camera; after this long the frame counts as lost. */
export const LOST_AFTER_MS = 3000
/** With credit: so long without any word of it or any answer, something went wrong, and the scene begins anew. */
export const STUCK_AFTER_MS = 15_000
/** Bytes that the network has not taken yet; a frame behind them would be old before it leaves. */
export const FULL_BYTES = 16 * 1024

/** @template Frame */
export class FramePacer {
  /** @type {Map<number, number>} frame number → sent_ms */ #inFlight = new Map()
  /** @type {Frame | null} */ #waiting = null
  #number = 0
  #send
  #buffered
  /** Frames sent since begin(). */ #sent = 0
  /** Frames that may be sent since begin(); null until the server spoke of credit: one at a time then. @type {number | null} */ #allowed = null
  #heard_ms = 0

  /** Frames that a newer one replaced before they were sent. */
  replaced = 0

  /**
   * @param {(frame: Frame, number: number) => boolean} send false: it could not go out, and is dropped
   * @param {() => number} [buffered] bytes that the network has not taken yet
   */
  constructor(send, buffered = () => 0) {
    this.#send = send
    this.#buffered = buffered
  }

  get idle() {
    return this.#inFlight.size === 0
  }

  /** A new scene: its frames are counted from zero. @param {number} now_ms */
  begin(now_ms) {
    this.reset()
    this.#sent = 0
    this.#allowed = null
    this.#heard_ms = now_ms
  }

  /** The server allows so many frames since begin(), in all. @param {number} frames @param {number} now_ms */
  allow(frames, now_ms) {
    this.#heard_ms = now_ms
    this.#allowed = Math.max(this.#allowed ?? 0, frames)
    this.#sendWaiting(now_ms)
  }

  /** Whether a frame would go out now. @param {number} now_ms */
  ready(now_ms) {
    if (this.#allowed === null) this.#giveUpOnLost(now_ms)
    return (this.#allowed === null ? this.idle : this.#sent < this.#allowed) && this.#buffered() <= FULL_BYTES
  }

  /** Whether nothing was heard for so long that only a new scene helps. @param {number} now_ms */
  stuck(now_ms) {
    return this.#allowed !== null && this.#sent >= this.#allowed && now_ms - this.#heard_ms > STUCK_AFTER_MS
  }

  /** A fresh frame: sent at once if it may, else it waits in place of the one that waited. @param {Frame} frame @param {number} now_ms */
  offer(frame, now_ms) {
    if (this.#waiting !== null) this.replaced++
    this.#waiting = frame
    this.#sendWaiting(now_ms)
  }

  /**
   * The server answered for this frame, and so for every earlier one.
   * @param {number} number @param {number} now_ms @returns {number | null} when it was sent, if that is known
   */
  settle(number, now_ms) {
    const sent_ms = this.#inFlight.get(number) ?? null
    for (const sent of [...this.#inFlight.keys()]) if (sent <= number) this.#inFlight.delete(sent)
    this.#heard_ms = now_ms
    this.#sendWaiting(now_ms)
    return sent_ms
  }

  /** The connection or the camera went away: nothing is expected any more. */
  reset() {
    this.#inFlight.clear()
    this.#waiting = null
  }

  /** @param {number} now_ms */
  #sendWaiting(now_ms) {
    if (this.#waiting === null || !this.ready(now_ms)) return
    const frame = this.#waiting
    const number = ++this.#number
    this.#waiting = null
    if (!this.#send(frame, number)) return
    this.#inFlight.set(number, now_ms)
    this.#sent++
  }

  /** @param {number} now_ms */
  #giveUpOnLost(now_ms) {
    for (const [number, sent_ms] of this.#inFlight) if (now_ms - sent_ms > LOST_AFTER_MS) this.#inFlight.delete(number)
  }
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
