// Camera pictures to the server and readings back, newest first, as many and as large as network and server bear.
// Emits "scene" when the server begins to follow lines anew, "reading" (detail: the message camera.reading) and "shown" (detail: {latency_ms, per_s, longest, captured_ms}) once one is on screen.

import { CameraFrames } from "./camera-frames.js"
import { Meter } from "./camera-meter.js"
import { Quality } from "./camera-quality.js"
import { FramePacer } from "./frames.js"
import { CameraFrame, CameraStart, CameraStop } from "./messages.js"

/** @typedef {import("./camera-frames.js").CameraPicture} CameraPicture */

export class CameraSession extends EventTarget {
  #live
  #frames
  #meter = new Meter()
  #pacer
  #running = false
  #starts = 0
  #quality = new Quality()
  /** Of a message without a picture. @type {number | null} */ #rtt_ms = null

  /** @param {HTMLVideoElement} video @param {import("./live.js").Live} live */
  constructor(video, live) {
    super()
    this.#live = live
    this.#frames = new CameraFrames(video, picture => this.#pacer.offer(picture, performance.now()), () => this.#wanted())
    this.#pacer = new FramePacer((/** @type {CameraPicture} */ { jpeg, captured_ms }, number) =>
      live.send(CameraFrame(number, captured_ms, jpeg)), () => live.buffered)
    live.addEventListener("welcome", () => { if (this.#running) this.#announce() })
    live.addEventListener("state", event => this.#lineChanged(/** @type {CustomEvent} */ (event).detail.rtt_ms))
    live.addEventListener("camera.credit", event => this.#allowed(/** @type {CustomEvent} */ (event).detail))
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
    this.#pacer.begin(performance.now())
    this.#live.send(CameraStart(++this.#starts, true))
  }

  #wanted() {
    const now_ms = performance.now()
    if (this.#live.online && this.#pacer.stuck(now_ms)) this.#announce()
    return this.#pacer.ready(now_ms)
  }

  /** The shortest trip counts: later ones may have waited behind our own pictures. @param {number | null} rtt_ms */
  #lineChanged(rtt_ms) {
    this.#rtt_ms = rtt_ms === null ? null : Math.min(rtt_ms, this.#rtt_ms ?? Infinity)
    if (!this.#live.online) this.#pacer.reset()
  }

  /** @param {{id: number, frames: number}} credit */
  #allowed({ id, frames }) {
    if (this.#running && id === this.#starts) this.#pacer.allow(frames, performance.now())
  }

  /** @param {{frame: number, captured_ms: number}} message */
  #read(message) {
    if (!this.#running) return
    const now_ms = performance.now()
    const sent_ms = this.#pacer.settle(message.frame, now_ms)
    if (sent_ms !== null) this.#quality.add({ sent_ms, now_ms, rtt_ms: this.#rtt_ms })
    this.#frames.longest = this.#quality.step.longest
    this.#frames.quality = this.#quality.step.quality
    this.dispatchEvent(new CustomEvent("reading", { detail: message }))
    requestAnimationFrame(() => setTimeout(() => this.#shown(message.captured_ms))) // after the paint
  }

  /** @param {number} captured_ms */
  #shown(captured_ms) {
    this.#meter.add(performance.now(), captured_ms)
    const { latency_ms, perSecond } = this.#meter
    if (latency_ms === null) return
    this.dispatchEvent(new CustomEvent("shown", { detail: { latency_ms, per_s: perSecond, longest: this.#frames.longest, captured_ms } }))
  }
}
