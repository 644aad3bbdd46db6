// <numeral-why>: what the network saw of one mark, and what spoke for its answer. Fed by an Explanation.

import { percent } from "./confidence.js"
import { bytes, colour, mix, paint } from "./grey.js"
import { needsStylesheet } from "./stylesheet.js"

/** @typedef {import("./messages.js").Explanation} Explanation */
/** @typedef {import("./messages.js").Box} Box */
/** Enlarges a place of the picture; where it is on the canvas, null: there is no picture. @typedef {(canvas: HTMLCanvasElement, box: Box) => Box | null} CloseUp */

const SIDE = 28
/** Of the close-up of a cut, in device pixels. */
const CUT_SIDE = 112
const PARTS = `
  <div class="why__figures">
    <figure><canvas class="why__crop" role="img"></canvas><figcaption>What the network saw: 28 × 28 pixels</figcaption></figure>
    <figure><canvas class="why__occlusion" role="img"></canvas><figcaption></figcaption></figure>
  </div>
  <section class="why__alternatives"><h3>If not this, then</h3><ol></ol></section>
  <section class="why__cuts" hidden><h3>Other ways to cut the ink here</h3><ol></ol></section>
  <section class="why__nearest"><h3>Most alike among the digits it learnt from</h3><ol></ol></section>
  <section class="why__maps"><h3>First feature maps</h3><p>What each filter of the first layer answers to.</p><div role="img"></div></section>`

export class Why extends HTMLElement {
  /** @type {Parameters<Why["show"]>} */ #shown = [null]
  #repaint = () => this.show(...this.#shown)

  connectedCallback() {
    if (this.childElementCount) return
    needsStylesheet("reading.css")
    this.innerHTML = PARTS
    addEventListener("themechange", this.#repaint)
    this.show(null)
  }

  disconnectedCallback() {
    removeEventListener("themechange", this.#repaint)
  }

  /**
   * @param {Explanation | null} explanation null: there is nothing to explain
   * @param {import("./messages.js").Cut[]} cuts what the mark's ink could be part of instead
   * @param {CloseUp} closeUp of the picture that they are in
   */
  show(explanation, cuts = [], closeUp = () => null) {
    this.#shown = [explanation, cuts, closeUp]
    this.toggleAttribute("data-empty", explanation === null)
    if (!explanation) return
    const chosen = explanation.probabilities.indexOf(Math.max(...explanation.probabilities))
    this.#showCrop(explanation, chosen === 10 ? "no digit" : `a ${chosen}`)
    this.#showOcclusion(explanation.occlusion, chosen === 10 ? "no digit" : `a ${chosen}`)
    this.#showAlternatives(explanation.alternatives)
    this.#showCuts(cuts, closeUp)
    this.#showNearest(explanation.nearest)
    this.#showMaps(explanation.maps)
  }

  /** @param {Explanation} explanation @param {string} answer */
  #showCrop({ crop }, answer) {
    const canvas = this.#canvas(".why__crop")
    canvas.setAttribute("aria-label", `The mark as the network saw it, read as ${answer}`)
    this.#paintGrey(canvas, bytes(crop), SIDE, SIDE)
  }

  /** Ink that spoke for the answer in one colour, ink that spoke against it in another. @param {number[][]} rows @param {string} answer */
  #showOcclusion(rows, answer) {
    const canvas = this.#canvas(".why__occlusion")
    const lost = rows.flat()
    const most = Math.max(0.02, ...lost.map(Math.abs))
    const [paper, helps, hurts] = ["--surface", "--accent", "--bad"].map(name => colour(this, name))
    paint(canvas, SIDE, SIDE, i => mix(paper, lost[i] < 0 ? hurts : helps, Math.abs(lost[i]) / most))
    const strongest = Math.max(0, ...lost)
    const caption = strongest < 0.005
      ? "Covering any one part changes nothing"
      : `Green spoke for it: covering its strongest part costs ${percent(strongest)}`
    canvas.setAttribute("aria-label", `Which parts spoke for ${answer}. ${caption}`)
    canvas.nextElementSibling?.replaceChildren(caption)
  }

  /** @param {Explanation["alternatives"]} alternatives */
  #showAlternatives(alternatives) {
    this.#list(".why__alternatives", alternatives.map(({ digit, probability }) => {
      const item = document.createElement("li")
      const name = document.createElement("b")
      name.textContent = String(digit)
      item.append(name, ` ${percent(probability)}`)
      return item
    }))
  }

  /** @param {import("./messages.js").Cut[]} cuts @param {CloseUp} closeUp */
  #showCuts(cuts, closeUp) {
    this.#list(".why__cuts", cuts.map(({ digit, probability, box }) => {
      const item = document.createElement("li")
      const canvas = document.createElement("canvas")
      canvas.width = canvas.height = CUT_SIDE
      const words = digit === null ? "no digit" : String(digit)
      canvas.setAttribute("role", "img")
      canvas.setAttribute("aria-label", `This much of the ink as one mark: ${words}`)
      const place = closeUp(canvas, box)
      if (place) {
        this.#outline(canvas, place)
        item.append(canvas)
      }
      const name = document.createElement("b")
      name.textContent = words
      item.append(name, ` ${percent(probability)}`)
      return item
    }))
  }

  /** @param {HTMLCanvasElement} canvas @param {import("./messages.js").Box} box in its pixels */
  #outline(canvas, box) {
    const context = canvas.getContext("2d")
    if (!context) return
    context.strokeStyle = `rgb(${colour(this, "--accent").join()})`
    context.lineWidth = 2
    context.strokeRect(...box)
  }

  /** @param {Explanation["nearest"]} nearest */
  #showNearest(nearest) {
    this.#list(".why__nearest", nearest.map(({ digit, crop, similarity }) => {
      const item = document.createElement("li")
      const canvas = document.createElement("canvas")
      this.#paintGrey(canvas, bytes(crop), SIDE, SIDE)
      const name = document.createElement("b")
      name.textContent = String(digit)
      item.append(canvas, name, `${Math.round(similarity * 100)} % alike`)
      return item
    }))
  }

  /** @param {Explanation["maps"]} maps */
  #showMaps(maps) {
    const grid = /** @type {HTMLElement} */ (this.querySelector(".why__maps div"))
    grid.setAttribute("aria-label", `${maps.length} feature maps`)
    grid.replaceChildren(...maps.map(map => {
      const canvas = document.createElement("canvas")
      this.#paintGrey(canvas, bytes(map.data), map.width, map.height)
      return canvas
    }))
    this.querySelector(".why__maps")?.toggleAttribute("hidden", maps.length === 0)
  }

  /** @param {string} section @param {HTMLElement[]} items */
  #list(section, items) {
    const whole = this.querySelector(section)
    whole?.toggleAttribute("hidden", items.length === 0)
    whole?.querySelector("ol")?.replaceChildren(...items)
  }

  /** @param {HTMLCanvasElement} canvas @param {Uint8Array} grey 255 = ink @param {number} width @param {number} height */
  #paintGrey(canvas, grey, width, height) {
    const [paper, ink] = [colour(this, "--surface"), colour(this, "--ink")]
    paint(canvas, width, height, i => mix(paper, ink, grey[i] / 255))
  }

  /** @param {string} selector */
  #canvas(selector) {
    return /** @type {HTMLCanvasElement} */ (this.querySelector(selector))
  }
}

customElements.define("numeral-why", Why)
