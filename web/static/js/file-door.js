// How files come in: chosen, dropped anywhere on the page, or pasted. Emits "files" (detail: File[]).
import { filesOf } from "./dropped-files.js"
import { ACCEPT } from "./file-kinds.js"

export class FileDoor extends EventTarget {
  /** @param {HTMLElement} zone where people are told to drop @param {HTMLInputElement} input */
  constructor(zone, input) {
    super()
    input.accept = ACCEPT
    input.addEventListener("change", () => {
      this.#came([...(input.files ?? [])])
      input.value = "" // so that the same file can be chosen again
    })
    addEventListener("paste", event => { if (event.clipboardData) this.#take(event, event.clipboardData) })
    this.#listenToDrops(zone)
  }

  /** @param {HTMLElement} zone */
  #listenToDrops(zone) {
    let depth = 0 // enter and leave come for every element passed
    const over = (/** @type {number} */ change) => zone.classList.toggle("drop--over", (depth = Math.max(0, depth + change)) > 0)
    const hasFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false
    addEventListener("dragenter", event => { if (hasFiles(event)) { event.preventDefault(); over(1) } })
    addEventListener("dragleave", event => { if (hasFiles(event)) over(-1) })
    addEventListener("dragover", event => { if (hasFiles(event)) event.preventDefault() })
    addEventListener("drop", event => {
      over(-depth)
      if (event.dataTransfer && hasFiles(event)) this.#take(event, event.dataTransfer)
    })
  }

  /** @param {Event} event @param {DataTransfer} transfer */
  async #take(event, transfer) {
    if (![...transfer.items].some(({ kind }) => kind === "file")) return // text is pasted as ever
    event.preventDefault()
    this.#came(await filesOf(transfer))
  }

  /** @param {File[]} files */
  #came(files) {
    if (files.length) this.dispatchEvent(new CustomEvent("files", { detail: files }))
  }
}
