// Frames around the numbers that the camera follows: dashed while one settles, solid with its text once it has locked.

import { lean } from "./lean.js"

/** @typedef {import("./messages.js").StableLine} StableLine */

const SVG = "http://www.w3.org/2000/svg"
const LABEL_PX = 16

export class CameraMarks {
  #svg

  /** @param {HTMLElement} host of the picture */
  constructor(host) {
    this.#svg = document.createElementNS(SVG, "svg")
    this.#svg.setAttribute("class", "overlay camera-marks")
    this.#svg.setAttribute("aria-hidden", "true") // the list beside the picture says the same
    host.append(this.#svg)
  }

  /** @param {StableLine[]} stable @param {import("./transform.js").Fit} fit @param {number} skew degrees clockwise by which they lean on the screen */
  show(stable, fit, skew) {
    this.#svg.replaceChildren(...stable.map(line => mark(line, fit.boxToScreen(line.box), skew)))
  }
}

/** @param {StableLine} line @param {import("./messages.js").Box} box on the screen @param {number} skew */
function mark({ text, locked }, box, skew) {
  const group = document.createElementNS(SVG, "g")
  const [x, y, width, height] = lean(group, box, skew)
  group.setAttribute("class", locked ? "track track--locked" : "track")
  const pad = 8
  group.append(element("rect", { x: x - pad, y: y - pad, width: width + 2 * pad, height: height + 2 * pad, rx: 8 }, "track__frame"))
  if (!locked) return group
  const chip = LABEL_PX * (1.6 + 0.62 * text.length)
  const top = y + height + pad + 4
  const middle = x + width / 2
  group.append(
    element("rect", { x: middle - chip / 2, y: top, width: chip, height: LABEL_PX * 1.5, rx: 6 }, "track__chip"),
    element("path", { d: check(middle - chip / 2 + 8, top + LABEL_PX * 0.75) }, "track__check"),
    element("text", { x: middle + LABEL_PX * 0.45, y: top + LABEL_PX * 1.12, "font-size": LABEL_PX }, "track__text", text),
  )
  return group
}

/** A tick of 10 px. @param {number} x @param {number} y of its middle */
const check = (x, y) => `M${x.toFixed(1)} ${y.toFixed(1)}l3.5 4 6-8`

/** @param {string} name @param {Record<string, string | number>} values @param {string} className @param {string} [text] */
function element(name, values, className, text = "") {
  const made = document.createElementNS(SVG, name)
  made.setAttribute("class", className)
  for (const [attribute, value] of Object.entries(values)) made.setAttribute(attribute, typeof value === "number" ? value.toFixed(1) : value)
  made.textContent = text
  return made
}
