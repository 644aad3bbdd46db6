// The list beside the camera picture: each number that locked, how sure, whether it is in the picture, and a button to
// copy it. Numbers that still settle come and go; they share one line, so that nothing jumps.

import { settling } from "./camera-found.js"
import { VERDICTS, percent } from "./confidence.js"
import { copyTold } from "./copy-told.js"
import { showFormattedLines } from "./format-list.js"
import { icon } from "./icon.js"
import { setText } from "./set-text.js"

/** @typedef {import("./camera-found.js").FoundNumber} FoundNumber */

export class CameraList {
  #list
  #settling
  #shown = ""

  /** @param {HTMLElement} list an <ol> @param {HTMLElement} settling one line */
  constructor(list, settling) {
    this.#list = list
    this.#settling = settling
    list.addEventListener("click", event => {
      const button = event.target instanceof Element ? event.target.closest("button") : null
      if (button?.dataset.text) copyTold(button.dataset.text)
    })
  }

  /** @param {FoundNumber[]} found in their order */
  show(found) {
    const numbers = found.filter(({ locked }) => locked)
    const coming = settling(found)
    const hint = numbers.length ? "" : "A number locks here once several pictures agree on it."
    setText(this.#settling, coming.length ? `Settling: ${coming.join(" · ")}` : hint)
    const now = JSON.stringify(numbers.map(({ confidence, ...rest }) => [rest, percent(confidence)]))
    if (now === this.#shown) return
    this.#shown = now
    const focused = this.#list.querySelector("button:focus")?.getAttribute("data-text")
    this.#list.replaceChildren(...numbers.map(row))
    /** @type {HTMLElement[]} */
    const buttons = [...this.#list.querySelectorAll("button")]
    if (focused) buttons.find(({ dataset }) => dataset.text === focused)?.focus()
  }
}

/** @param {FoundNumber} number */
function row({ text, confidence, verdict, inView, formatted }) {
  const item = document.createElement("li")
  item.className = "found"
  item.toggleAttribute("data-in-view", inView)
  const figures = document.createElement("span")
  figures.className = "found__number"
  figures.dataset.level = VERDICTS[verdict].level
  figures.textContent = text
  const state = document.createElement("span")
  state.className = inView ? "badge badge--good" : "badge badge--plain"
  state.textContent = inView ? "Locked" : "Seen before"
  const sure = document.createElement("span")
  sure.className = "found__sure"
  sure.textContent = `${percent(confidence)}, ${VERDICTS[verdict].words}`
  const copy = document.createElement("button")
  copy.type = "button"
  copy.className = "button button--quiet button--icon button--small"
  copy.dataset.text = text
  copy.setAttribute("aria-label", `Copy ${text}`)
  copy.append(icon("copy"))
  item.append(figures, state, sure, copy)
  if (formatted) {
    const under = document.createElement("ul")
    under.className = "found__format"
    showFormattedLines(under, [{ text, formatted }], copyTold)
    item.append(under)
  }
  return item
}
