// An icon of the sprite, for elements that scripts make. Silent to screen readers: give its button a label.
import { readConfig } from "./config.js"

const SVG = "http://www.w3.org/2000/svg"

/**
 * @param {string} name id of a symbol in icons/sprite.svg
 * @param {string} [className]
 * @returns {SVGSVGElement}
 */
export function icon(name, className = "icon") {
  const svg = document.createElementNS(SVG, "svg")
  svg.setAttribute("class", className)
  svg.setAttribute("aria-hidden", "true")
  const use = document.createElementNS(SVG, "use")
  use.setAttribute("href", `${readConfig().sprite}#${name}`)
  svg.append(use)
  return svg
}
