// Which camera, its torch and its zoom: each control is there only where the camera offers it.

import { keep, recall } from "./kept-choice.js"

const KEY = "numeral.camera"

/** The camera chosen on an earlier visit, if any. */
export const recallCamera = () => recall(KEY)

export class CameraControls {
  #stream
  #parts
  #torch = false

  /**
   * @param {import("./camera-stream.js").CameraStream} stream
   * @param {{picker: HTMLSelectElement, torch: HTMLButtonElement, zoom: HTMLInputElement, zoomField: HTMLElement}} parts
   * @param {(deviceId: string) => void} choose another camera
   */
  constructor(stream, parts, choose) {
    this.#stream = stream
    this.#parts = parts
    parts.picker.addEventListener("change", () => {
      keep(KEY, parts.picker.value)
      choose(parts.picker.value)
    })
    parts.torch.addEventListener("click", () => this.#setTorch(!this.#torch))
    parts.zoom.addEventListener("input", () => this.#stream.set({ zoom: Number(parts.zoom.value) }))
    stream.addEventListener("started", event => this.#started(/** @type {CustomEvent} */ (event).detail.deviceId))
  }

  /** @param {string | null} deviceId */
  async #started(deviceId) {
    const { picker, torch, zoom, zoomField } = this.#parts
    const { torch: hasTorch = false, zoom: range } = this.#stream.capabilities
    this.#torch = false
    torch.hidden = !hasTorch
    torch.setAttribute("aria-pressed", "false")
    zoomField.hidden = !range || range.max <= range.min
    if (range) Object.assign(zoom, { min: range.min, max: range.max, step: range.step || 0.1, value: range.min })
    const cameras = await this.#stream.cameras() // their names are known only once one was allowed
    picker.replaceChildren(...cameras.map(({ deviceId: id, label }, i) => new Option(label || `Camera ${i + 1}`, id, false, id === deviceId)))
    picker.parentElement?.toggleAttribute("hidden", cameras.length < 2)
  }

  /** @param {boolean} on */
  async #setTorch(on) {
    await this.#stream.set({ torch: on })
    this.#torch = on
    this.#parts.torch.setAttribute("aria-pressed", String(on))
  }
}
