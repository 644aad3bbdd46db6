// Pictures out of a running <video>: each one drawn small, encoded as JPEG off the main path, with the time it was
// captured. None is made before it is wanted: it would only grow old. While one is being encoded, later ones pass by.

import { frameSize } from "./frames.js"

/** @typedef {{jpeg: ArrayBuffer, captured_ms: number, width: number, height: number}} CameraPicture */
/** @typedef {{captureTime?: number, presentationTime?: number}} FrameMetadata */

export class CameraFrames {
  #video
  #take
  #wanted
  #running = false
  #encoding = false
  #canvas = newCanvas(2, 2)
  /** Longest side of a frame, in pixels. */ longest = 960
  /** Of the JPEG, 0..1. */ quality = 0.8

  /** @param {HTMLVideoElement} video @param {(picture: CameraPicture) => void} take @param {() => boolean} wanted asked at each picture of the camera */
  constructor(video, take, wanted = () => true) {
    this.#video = video
    this.#take = take
    this.#wanted = wanted
  }

  start() {
    if (this.#running) return
    this.#running = true
    this.#next()
  }

  stop() {
    this.#running = false
  }

  #next() {
    /** @type {{requestVideoFrameCallback?: HTMLVideoElement["requestVideoFrameCallback"]}} */
    const { requestVideoFrameCallback } = this.#video
    const seen = (/** @type {number} */ now_ms, /** @type {FrameMetadata} */ metadata = {}) => {
      if (!this.#running) return
      this.#grab(metadata.captureTime ?? metadata.presentationTime ?? now_ms)
      this.#next()
    }
    if (requestVideoFrameCallback) requestVideoFrameCallback.call(this.#video, seen)
    else requestAnimationFrame(now_ms => seen(now_ms))
  }

  /** @param {number} captured_ms */
  async #grab(captured_ms) {
    if (this.#encoding || !this.#video.videoWidth || !this.#wanted()) return
    this.#encoding = true
    try {
      const size = frameSize({ width: this.#video.videoWidth, height: this.#video.videoHeight }, this.longest)
      const blob = await encode(this.#video, this.#canvas, size, this.quality)
      const jpeg = await blob.arrayBuffer()
      if (this.#running) this.#take({ jpeg, captured_ms, ...size })
    } finally {
      this.#encoding = false
    }
  }
}

/** @param {number} width @param {number} height @returns {OffscreenCanvas | HTMLCanvasElement} */
function newCanvas(width, height) {
  if ("OffscreenCanvas" in globalThis && "convertToBlob" in OffscreenCanvas.prototype) return new OffscreenCanvas(width, height)
  return document.createElement("canvas")
}

/**
 * A picture as JPEG; its pixels as they are, never mirrored.
 * @param {HTMLVideoElement | HTMLCanvasElement} picture @param {OffscreenCanvas | HTMLCanvasElement} canvas
 * @param {{width: number, height: number}} size @param {number} quality 0..1
 * @returns {Promise<Blob>}
 */
export async function encode(picture, canvas, { width, height }, quality) {
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  const target = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }))
  target.drawImage(picture, 0, 0, width, height)
  if (!(canvas instanceof HTMLCanvasElement)) return canvas.convertToBlob({ type: "image/jpeg", quality })
  return new Promise((resolve, reject) => {
    canvas.toBlob(blob => blob ? resolve(blob) : reject(new Error("the picture could not be encoded")), "image/jpeg", quality)
  })
}
