// Camera pictures to the server and readings back, newest first, at the pace of the answers.
// Emits "scene" when the server begins to follow lines anew, "reading" (detail: the message camera.reading) and "shown" (detail: {latency_ms, per_s}) once one is on screen.

import { CameraFrames } from "./camera-frames.js"
import { Meter } from "./camera-meter.js"
import { FramePacer, WIDTHS, nextWidth } from "./frames.js"
import { CameraFrame, CameraStart, CameraStop } from "./messages.js"

/** @typedef {import("./camera-frames.js").CameraPicture} CameraPicture */

/** The frame size is thought over this often; in between, latencies settle. */
const REVIEW_EVERY = 20

export class CameraSession extends EventTarget {
  #live
  #frames
  #meter = new Meter()
  #pacer
  #running = false
  #starts = 0
  #sinceReview = 0

  /** @param {HTMLVideoElement} video @param {import("./live.js").Live} live */
  constructor(video, live) {
    super()
    this.#live = live
    this.#frames = new CameraFrames(video, picture => this.#pacer.offer(picture, performance.now()))
    this.#frames.longest = WIDTHS[1]
    this.#pacer = new FramePacer((/** @type {CameraPicture} */ { jpeg, captured_ms }, number) =>
      live.send(CameraFrame(number, captured_ms, jpeg)))
    live.addEventListener("welcome", () => { if (this.#running) this.#announce() })
    live.addEventListener("state", () => { if (!live.online) this.#pacer.reset() })
    // A frame that could not be read has no answer but an error, which does not say which frame it was.
    live.addEventListener("error", () => this.#pacer.settle(Infinity, performance.now()))
    live.addEventListener("camera.reading", event => this.#read(/** @type {CustomEvent} */ (event).detail))
  }

  start() {
    this.#running = true
    this.#meter.reset()
    this.#announce()
    this.#frames.start()
  }

  stop() {
    if (this.#running) this.#live.send(CameraStop())
    this.#running = false
    this.#frames.stop()
    this.#pacer.reset()
  }

  /** No more pictures, but the answer to the last one is still welcome. */
  hold() {
    this.#frames.stop()
  }

  /** One picture from elsewhere: the frozen one. @param {CameraPicture} picture */
  offer(picture) {
    this.#pacer.offer(picture, performance.now())
  }

  #announce() {
    this.dispatchEvent(new Event("scene"))
    this.#live.send(CameraStart(++this.#starts))
  }

  /** @param {{frame: number, captured_ms: number}} message */
  #read(message) {
    if (!this.#running) return
    this.#pacer.settle(message.frame, performance.now())
    this.dispatchEvent(new CustomEvent("reading", { detail: message }))
    requestAnimationFrame(() => setTimeout(() => this.#shown(message.captured_ms))) // after the paint
  }

  /** @param {number} captured_ms */
  #shown(captured_ms) {
    this.#meter.add(performance.now(), captured_ms)
    const { latency_ms, perSecond } = this.#meter
    if (latency_ms === null) return
    if (++this.#sinceReview >= REVIEW_EVERY) {
      this.#sinceReview = 0
      this.#frames.longest = nextWidth(this.#frames.longest, latency_ms)
    }
    this.dispatchEvent(new CustomEvent("shown", { detail: { latency_ms, per_s: perSecond } }))
  }
}
