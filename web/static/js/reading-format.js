// The part of a page where its reading is looked at under a format. Emits "choose".
import { ApiError, getReading, listFormats } from "./api.js"
import { copyTold } from "./copy-told.js"
import { FormatChooser } from "./format-chooser.js"
import { showFormatted } from "./format-list.js"
import { keep, recall } from "./kept-choice.js"

const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (document.getElementById(name))

export class ReadingFormat extends EventTarget {
  #key
  #chooser

  /** @param {string} [key] under which this browser keeps the choice; without one it lasts as long as the page */
  constructor(key) {
    super()
    this.#key = key
    this.#chooser = new FormatChooser(
      /** @type {HTMLSelectElement} */ (part("format")), /** @type {HTMLInputElement} */ (part("own-format")))
    this.#chooser.addEventListener("choose", () => {
      part("format-trouble").textContent = ""
      if (key) keep(key, this.#chooser.value)
      this.dispatchEvent(new Event("choose"))
    })
  }

  get value() {
    return this.#chooser.value
  }

  /** Offers the server's formats; without a list of them the part stays hidden. */
  async offer() {
    const formats = await listFormats().catch(() => [])
    if (!formats.length) return
    this.#chooser.offer(formats)
    if (this.#key) this.#chooser.value = recall(this.#key) ?? ""
    part("format-part").hidden = false
  }

  /**
   * The reading under the chosen format; as it is when the format is none of the server's, which is then said here.
   * @param {string} id @returns {Promise<import("./api.js").Detail>}
   */
  async read(id) {
    try {
      return await getReading(id, { format: this.value })
    } catch (error) {
      if (!(error instanceof ApiError && error.code.startsWith("format."))) throw error
      part("format-trouble").textContent = error.message
      return getReading(id)
    }
  }

  /** @param {import("./places.js").PageReading[]} pages what its lines are under the format stands here */
  show(pages) {
    showFormatted(part("formatted"), pages, copyTold)
  }
}
