// Marks of lines at an angle lean with them.

import { turnedWithin } from "./transform.js"

/**
 * Turns what will be drawn around a mark about the mark's middle.
 * @param {SVGGElement} group @param {import("./messages.js").Box} box upright around the mark, on the screen
 * @param {number} degrees clockwise
 * @returns {import("./messages.js").Box} the mark's own, to draw around
 */
export function lean(group, [x, y, width, height], degrees) {
  if (!degrees) group.removeAttribute("transform")
  else group.setAttribute("transform", `rotate(${degrees} ${(x + width / 2).toFixed(1)} ${(y + height / 2).toFixed(1)})`)
  return turnedWithin([x, y, width, height], degrees)
}

/** By how many degrees a reading's lines climb or fall on the screen. @param {import("./messages.js").Reading | null | undefined} reading @param {boolean} mirrored */
export function skewOnScreen(reading, mirrored) {
  return (mirrored ? -1 : 1) * (reading?.skew ?? 0)
}
