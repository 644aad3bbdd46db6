// One file in the upload list. Emits nothing itself: buttons carry data-act, the list listens.
import { excerpt } from "./digit-search.js"
import { mayPreview, isPdf } from "./file-kinds.js"
import { icon } from "./icon.js"
import { badge, readingState } from "./reading-state.js"
import { itemShare, itemWords } from "./upload-words.js"

/** @typedef {import("./upload-queue.js").Item} Item */

const ACTS = /** @type {const} */ ({
  retry: ["refresh", "Try again"], replace: ["swap", "Replace"], cancel: ["close", "Cancel"], remove: ["trash", "Remove"],
})
/** @type {Record<import("./upload-queue.js").State, (keyof typeof ACTS)[]>} */
const OFFERED = {
  ready: ["replace", "remove"], waiting: ["cancel"], sending: ["cancel"], reading: ["cancel"],
  done: ["replace", "remove"], failed: ["retry", "replace", "remove"], cancelled: ["retry", "replace", "remove"],
}

export class UploadRow {
  element = document.createElement("li")
  #name = document.createElement("button")
  #words = document.createElement("p")
  #result = document.createElement("p")
  #progress = document.createElement("progress")
  #actions = document.createElement("span")
  #shown = ""

  /** @param {Item} item @param {string | null} picture blob address for the small picture */
  constructor(item, picture) {
    this.element.className = "upload-row"
    this.#name.type = "button"
    this.#name.className = "upload-row__name"
    this.#name.dataset.act = "select"
    this.#name.textContent = item.file.name
    this.#words.className = "upload-row__words"
    this.#result.className = "upload-row__result"
    this.#progress.className = "progress upload-row__progress"
    this.#progress.setAttribute("aria-label", `Progress of ${item.file.name}`)
    this.#actions.className = "upload-row__actions"
    const body = document.createElement("div")
    body.className = "upload-row__body"
    body.append(this.#words, this.#result, this.#progress)
    this.element.append(thumb(item.file, picture), this.#name, this.#actions, body)
  }

  /** @param {Item} item @param {boolean} selected */
  show(item, selected) {
    this.element.dataset.state = item.state
    this.element.classList.toggle("upload-row--selected", selected)
    if (selected) this.#name.setAttribute("aria-current", "true")
    else this.#name.removeAttribute("aria-current")
    this.#words.textContent = itemWords(item)
    this.#showProgress(item)
    this.#showResult(item)
    this.#showActions(item)
  }

  /** @param {Item} item */
  #showProgress(item) {
    const busy = item.state === "sending" || item.state === "reading"
    this.#progress.classList.toggle("upload-row__progress--idle", !busy)
    this.#progress.value = itemShare(item)
  }

  /** @param {Item} item */
  #showResult({ state, reading }) {
    const over = reading !== null && (state === "done" || (state === "cancelled" && reading.pages_done > 0))
    this.#result.hidden = !over
    if (!over) return
    const number = document.createElement("span")
    number.className = "upload-row__number"
    number.textContent = excerpt(reading.text)
    this.#result.replaceChildren(...(reading.text ? [number] : []), badge(readingState({ ...reading, status: "done" })))
  }

  /** @param {Item} item */
  #showActions({ state, file, hopeless }) {
    if (this.#shown === state) return // the same buttons: keep the focus where it is
    const focused = this.#actions.contains(document.activeElement)
    this.#shown = state
    this.#actions.replaceChildren(...OFFERED[state].filter(act => act !== "retry" || !hopeless).map(act => actButton(act, file.name)))
    if (focused) /** @type {HTMLElement | null} */ (this.#actions.lastElementChild)?.focus()
  }
}

/** @param {keyof typeof ACTS} act @param {string} name */
function actButton(act, name) {
  const [drawing, label] = ACTS[act]
  const button = document.createElement("button")
  button.type = "button"
  button.className = "button button--quiet button--icon button--small"
  button.dataset.act = act
  button.title = label
  button.setAttribute("aria-label", `${label} ${name}`)
  button.append(icon(drawing))
  return button
}

/** @param {File} file @param {string | null} picture */
function thumb(file, picture) {
  const frame = document.createElement("span")
  frame.className = "thumb"
  frame.append(icon(isPdf(file) ? "file" : "image"))
  if (!picture || !mayPreview(file)) return frame
  const image = document.createElement("img")
  image.alt = ""
  image.decoding = "async"
  image.addEventListener("load", () => frame.classList.add("thumb--loaded"))
  image.addEventListener("error", () => image.remove())
  image.src = picture
  frame.append(image)
  return frame
}
