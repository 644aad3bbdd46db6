// Boxes and digits laid over the picture they were read in. A digit's certainty shows as colour, as line and as a
// question mark. Click, tap or arrow keys select; emits "select" (detail: {line, glyph}, indices into the reading).

import { LEVEL_WORDS, level, percent } from "./confidence.js"
import { lean, skewOnScreen } from "./lean.js"
import { setText } from "./set-text.js"
import { needsStylesheet } from "./stylesheet.js"
import { Fit } from "./transform.js"

/** @typedef {import("./messages.js").Reading} Reading */
/** @typedef {import("./messages.js").Glyph} Glyph */
/** How the picture is shown: as CSS object-fit does in the host (followed when the host changes size), or a Fit of its own. */
/** @typedef {{fit?: import("./transform.js").Mode | Fit, mirrored?: boolean, rotation?: number}} View */
/** @typedef {{line: number, glyph: number}} Place */

const SVG = "http://www.w3.org/2000/svg"
const LABEL_PX = { least: 11, most: 24 }
/** Below this height on the screen, labels would cover their neighbours: only the selected one is shown. */
const TINY_PX = 15

export class Overlay extends EventTarget {
  #svg
  /** @type {SVGGElement[]} */ #marks = []
  /** @type {Place[]} where each mark is in the reading */ #places = []
  /** @type {Reading | null} */ #reading = null
  /** @type {View} */ #view = {}
  #selected = -1
  #resized
  /** The host's size, kept: asking for it between two changes would cost a layout each time. */ #screen = { width: 0, height: 0 }

  /**
   * @param {HTMLElement} host holds the picture; the overlay covers its padding box
   * @param {{interactive?: boolean, label?: string}} [options] not interactive: the pointer goes through to what is below
   */
  constructor(host, { interactive = true, label = "Digits found" } = {}) {
    super()
    needsStylesheet("reading.css")
    this.#svg = svgElement("svg", { class: "overlay", role: "listbox", "aria-label": label })
    if (interactive) this.#listen()
    else this.#svg.setAttribute("aria-hidden", "true")
    host.classList.add("overlay-host")
    host.append(this.#svg)
    this.#resized = new ResizeObserver(() => {
      this.#screen = { width: host.clientWidth, height: host.clientHeight }
      this.#layOut()
    })
    this.#resized.observe(host)
  }

  /** @param {Reading | null} reading null takes everything away @param {View} [view] */
  show(reading, view = {}) {
    const kept = this.#sameMarks(reading) ? this.#selected : -1
    this.#reading = reading
    this.#view = view
    this.#places = (reading?.lines ?? []).flatMap(({ glyphs }, line) => glyphs.map((_, glyph) => ({ line, glyph })))
    while (this.#marks.length < this.#places.length) this.#marks.push(newMark(this.#marks.length))
    if (this.#svg.childElementCount !== this.#places.length) this.#svg.replaceChildren(...this.#marks.slice(0, this.#places.length))
    this.#layOut()
    this.#mark(kept)
  }

  /** Marks one glyph as selected, without an event; -1 selects none. @param {number} line @param {number} glyph */
  select(line, glyph) {
    this.#mark(this.#places.findIndex(place => place.line === line && place.glyph === glyph))
  }

  /** @returns {Place | null} */
  get selected() {
    return this.#places[this.#selected] ?? null
  }

  /** Removes the overlay from its host. */
  close() {
    this.#resized.disconnect()
    this.#svg.remove()
  }

  #listen() {
    this.#svg.classList.add("overlay--interactive")
    this.#svg.setAttribute("tabindex", "0")
    this.#svg.addEventListener("click", event => {
      const mark = event.target instanceof Element ? event.target.closest("g") : null
      if (mark) this.#choose(this.#marks.indexOf(/** @type {SVGGElement} */ (mark)))
    })
    this.#svg.addEventListener("keydown", event => {
      const at = target(event.key, this.#selected, this.#places.length)
      if (at === null) return
      event.preventDefault()
      this.#choose(at)
    })
  }

  /** @param {number} at */
  #choose(at) {
    this.#mark(at)
    const place = this.selected
    if (place) this.dispatchEvent(new CustomEvent("select", { detail: place }))
  }

  /** @param {number} at */
  #mark(at) {
    this.#marks[this.#selected]?.setAttribute("aria-selected", "false")
    this.#selected = at
    const mark = this.#marks[at]
    mark?.setAttribute("aria-selected", "true")
    if (mark) this.#svg.setAttribute("aria-activedescendant", mark.id)
    else this.#svg.removeAttribute("aria-activedescendant")
  }

  /** @param {Reading | null} reading */
  #sameMarks(reading) {
    const count = reading?.lines.reduce((sum, line) => sum + line.glyphs.length, 0)
    return count === this.#places.length
  }

  #layOut() {
    const reading = this.#reading
    if (!reading || !this.#screen.width || !this.#screen.height) return
    const { fit = "contain", mirrored = false, rotation = 0 } = this.#view
    const onto = fit instanceof Fit ? fit : Fit.of(reading, this.#screen, { mode: fit, mirrored, rotation })
    const skew = skewOnScreen(reading, mirrored)
    this.#places.forEach(({ line, glyph }, i) => {
      const at = reading.lines[line].glyphs[glyph]
      place(this.#marks[i], at, lean(this.#marks[i], onto.boxToScreen(at.box), skew), line)
    })
  }
}

/** Where a key leads among `count` marks; null for keys that mean nothing here. @param {string} key @param {number} at @param {number} count */
export function target(key, at, count) {
  if (!count) return null
  if (key === "ArrowRight" || key === "ArrowDown") return Math.min(count - 1, at + 1)
  if (key === "ArrowLeft" || key === "ArrowUp") return Math.max(0, at - 1)
  if (key === "Home") return 0
  if (key === "End") return count - 1
  if (key === "Enter" || key === " ") return Math.max(0, at)
  return null
}

let overlays = 0

/** @param {number} index */
function newMark(index) {
  const mark = svgElement("g", { class: "mark", role: "option", id: `mark-${++overlays}-${index}`, "aria-selected": "false" })
  mark.append(svgElement("rect", { class: "mark__box" }), svgElement("rect", { class: "mark__chip" }), svgElement("text", { class: "mark__digit" }))
  return mark
}

/** @param {SVGGElement} mark @param {Glyph} glyph @param {import("./messages.js").Box} box on the screen @param {number} line */
function place(mark, glyph, [x, y, width, height], line) {
  const certainty = level(glyph.probability)
  const [frame, chip, text] = mark.children
  mark.dataset.level = glyph.digit === null ? "none" : certainty
  mark.classList.toggle("mark--tiny", height < TINY_PX)
  mark.setAttribute("aria-label", words(glyph, line))
  const pad = Math.min(4, 0.08 * height + 1)
  attributes(frame, { x: x - pad, y: y - pad, width: width + 2 * pad, height: height + 2 * pad, rx: 4 })
  const label = glyph.digit === null ? "" : `${glyph.digit}${certainty === "sure" ? "" : "?"}`
  setText(text, label)
  const ems = 0.5 + 0.62 * label.length
  // No wider than its box and a little, so that labels of neighbours do not cover each other.
  const size = Math.max(LABEL_PX.least, Math.min(LABEL_PX.most, height * 0.55, (width + 2 * pad + 8) / ems))
  const chipWidth = size * ems
  const above = y - pad - size * 1.3 - 2
  const top = above < -size / 2 ? y + height + pad + 2 : Math.max(0, above) // at the upper edge, below its box
  attributes(chip, { x: x + width / 2 - chipWidth / 2, y: top, width: chipWidth, height: size * 1.3, rx: size * 0.3 })
  attributes(text, { x: x + width / 2, y: top + size * 1.02, "font-size": size })
}

/** @param {Glyph} glyph @param {number} line */
function words(glyph, line) {
  const what = glyph.digit === null ? "not a digit" : String(glyph.digit)
  return `${what}, ${percent(glyph.probability)}, ${LEVEL_WORDS[level(glyph.probability)]}, line ${line + 1}`
}

/** @param {Element} element @param {Record<string, number>} values */
function attributes(element, values) {
  for (const [name, value] of Object.entries(values)) {
    const text = value.toFixed(1)
    if (element.getAttribute(name) !== text) element.setAttribute(name, text)
  }
}

/**
 * @template {keyof SVGElementTagNameMap} Name
 * @param {Name} name @param {Record<string, string>} values
 * @returns {SVGElementTagNameMap[Name]}
 */
function svgElement(name, values) {
  const element = document.createElementNS(SVG, name)
  for (const [attribute, value] of Object.entries(values)) element.setAttribute(attribute, value)
  return element
}
