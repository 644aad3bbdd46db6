// The save button of the Draw page and the words beside it: whether what is on the canvas is in the history.

import { SaveError, saveReading, stampedName } from "./save.js"

export class DrawSave {
  #ink
  #button
  #words
  #edition = 0
  #savedEdition = -1
  /** @type {string | null} */ #id = null
  #saving = false

  /** @param {import("./ink.js").Ink} ink @param {HTMLButtonElement} button @param {HTMLElement} words */
  constructor(ink, button, words) {
    this.#ink = ink
    this.#button = button
    this.#words = words
    button.addEventListener("click", () => this.save())
    ink.addEventListener("change", event => this.#changed(/** @type {CustomEvent} */ (event).detail.op))
    this.#show()
  }

  async save() {
    if (this.#saving || this.#ink.empty || this.#edition === this.#savedEdition) return
    this.#saving = true
    this.#show()
    const edition = this.#edition
    try {
      const ink = new Blob([JSON.stringify(this.#ink)], { type: "application/json" })
      const { id } = await saveReading("ink", ink, stampedName("drawing", new Date()))
      this.#savedEdition = edition
      this.#id = id
      this.#saving = false
      this.#show()
    } catch (error) {
      if (!(error instanceof SaveError)) throw error
      this.#saving = false
      this.#show(error.message)
    }
  }

  /** @param {string} op */
  #changed(op) {
    if (op === "canvas") return // a wider window is no other drawing
    this.#edition++
    this.#show()
  }

  /** @param {string} [trouble] */
  #show(trouble) {
    const saved = this.#edition === this.#savedEdition && this.#id !== null
    this.#button.disabled = this.#saving || this.#ink.empty || saved
    this.#words.classList.toggle("draw__saved--bad", trouble !== undefined)
    if (trouble) this.#words.textContent = trouble
    else if (this.#saving) this.#words.textContent = "Saving …"
    else if (saved) this.#words.replaceChildren("Saved. ", historyLink(this.#id ?? ""))
    else this.#words.textContent = this.#ink.empty ? "" : this.#id === null ? "Not saved" : "Changed since it was saved"
  }
}

/** @param {string} id */
function historyLink(id) {
  const link = document.createElement("a")
  link.href = `/history/${encodeURIComponent(id)}`
  link.textContent = "Open in history"
  return link
}
