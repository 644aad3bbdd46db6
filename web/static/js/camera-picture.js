// The camera's picture with what was read in it, at the right place in every fit, mirrored or not.
// Emits "select" when a digit was picked out.

import { CameraMarks } from "./camera-marks.js"
import { skewOnScreen } from "./lean.js"
import { Overlay } from "./overlay.js"
import { Fit } from "./transform.js"

/** A picture turned since it was sent has other proportions; its boxes would land in the wrong place. */
const SAME_SHAPE = 0.02

/** @typedef {{reading: import("./messages.js").Reading, stable: import("./messages.js").StableLine[]}} CameraReading */

export class CameraPicture extends EventTarget {
  #stage
  #video
  #still
  #marks
  #overlay
  #mirrored = false
  /** @type {"contain" | "cover"} */ #mode = "contain"
  /** @type {CameraReading | null} */ #shown = null

  /** @param {HTMLElement} stage @param {HTMLVideoElement} video in it @param {HTMLCanvasElement} still laid over the video while frozen */
  constructor(stage, video, still) {
    super()
    this.#stage = stage
    this.#video = video
    this.#still = still
    this.#marks = new CameraMarks(stage)
    this.#overlay = new Overlay(stage)
    this.#overlay.addEventListener("select", () => this.dispatchEvent(new Event("select")))
    new ResizeObserver(() => this.show(this.#shown)).observe(stage)
  }

  /** The preview of a camera that looks at its person behaves as a mirror; the pixels that are sent never do. @param {boolean} mirrored */
  set mirrored(mirrored) {
    this.#mirrored = mirrored
    this.#stage.classList.toggle("camera__stage--mirrored", mirrored)
    this.show(this.#shown)
  }

  /** The whole picture, or as much as fills the stage. @returns {boolean} whether it fills it now */
  toggleFit() {
    this.#mode = this.#mode === "contain" ? "cover" : "contain"
    this.#stage.classList.toggle("camera__stage--cover", this.#mode === "cover")
    this.show(this.#shown)
    return this.#mode === "cover"
  }

  /** The digit picked out in the last reading, if any. @returns {import("./messages.js").Glyph | null} */
  get selected() {
    const place = this.#overlay.selected
    return (place && this.#shown?.reading.lines[place.line]?.glyphs[place.glyph]) ?? null
  }

  /** @param {CameraReading | null} message null for a clean picture @returns {boolean} false: it was of a picture that is no more */
  show(message) {
    this.#shown = message && this.#isOfThis(message.reading) ? message : null
    const screen = { width: this.#stage.clientWidth, height: this.#stage.clientHeight }
    const reading = this.#shown?.reading ?? null
    this.#overlay.show(reading, { fit: this.#mode, mirrored: this.#mirrored })
    const fit = Fit.of(reading ?? screen, screen, { mode: this.#mode, mirrored: this.#mirrored })
    this.#marks.show(this.#shown?.stable ?? [], fit, skewOnScreen(reading, this.#mirrored))
    return this.#shown !== null
  }

  /** @param {{width: number, height: number}} reading */
  #isOfThis({ width, height }) {
    const frozen = !this.#still.hidden
    const [across, down] = frozen ? [this.#still.width, this.#still.height] : [this.#video.videoWidth, this.#video.videoHeight]
    return Math.abs(Math.log((width * down) / (height * across))) < SAME_SHAPE
  }
}
