// The frozen picture: taken at the camera's full size, shown over the video, saved to the history.

import { encode } from "./camera-frames.js"
import { frameSize } from "./frames.js"
import { saveReading, stampedName } from "./save.js"

const QUALITY = 0.92
const READ_AT = 1280

export class CameraStill {
  #video
  #canvas
  /** @type {Promise<Blob> | null} */ #jpeg = null

  /** @param {HTMLVideoElement} video @param {HTMLCanvasElement} canvas laid over it */
  constructor(video, canvas) {
    this.#video = video
    this.#canvas = canvas
  }

  get frozen() {
    return this.#jpeg !== null
  }

  /** Freezes what the camera sees now. @returns {Promise<import("./camera-frames.js").CameraPicture>} the same picture, of a size to be read live */
  async freeze() {
    const size = { width: this.#video.videoWidth, height: this.#video.videoHeight }
    this.#jpeg = encode(this.#video, this.#canvas, size, QUALITY)
    this.#canvas.hidden = false
    const captured_ms = performance.now()
    const live = frameSize(size, READ_AT)
    const jpeg = await (await encode(this.#canvas, document.createElement("canvas"), live, QUALITY)).arrayBuffer()
    return { jpeg, captured_ms, ...live }
  }

  thaw() {
    this.#jpeg = null
    this.#canvas.hidden = true
  }

  /** Throws SaveError. @param {Date} now */
  async save(now) {
    if (!this.#jpeg) throw new Error("nothing is frozen")
    return saveReading("files", await this.#jpeg, `${stampedName("camera", now)}.jpg`)
  }
}
