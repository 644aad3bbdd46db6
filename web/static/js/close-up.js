// One mark cut out of its picture and enlarged, so that a person can judge it with their own eyes.

import { turnedWithin } from "./transform.js"

/** Paper around the mark, as a share of its longer side. */
const MARGIN = 0.35

/**
 * The square of the picture to show: the mark in the middle.
 * @param {import("./messages.js").Box} box in the reading's pixels
 * @param {number} scale picture pixels for one of the reading's
 * @returns {{ x: number, y: number, side: number }} in picture pixels
 */
export function closeUpSquare([x, y, width, height], scale) {
  const side = Math.max(width, height, 1) * (1 + 2 * MARGIN) * scale
  return { x: (x + width / 2) * scale - side / 2, y: (y + height / 2) * scale - side / 2, side }
}

/**
 * Where the mark itself is in its close-up: in the middle.
 * @param {import("./messages.js").Box} box in the reading's pixels
 * @param {number} side of the close-up
 * @param {number} rotation degrees clockwise that the picture is turned to be read
 * @returns {import("./messages.js").Box} in the close-up's pixels
 */
export function boxInCloseUp(box, side, rotation = 0) {
  const scale = side / closeUpSquare(box, 1).side
  const [across, down] = rotation % 180 ? [box[3], box[2]] : [box[2], box[3]]
  return [(side - across * scale) / 2, (side - down * scale) / 2, across * scale, down * scale]
}

/**
 * @param {HTMLCanvasElement} canvas square
 * @param {HTMLImageElement | HTMLCanvasElement} image loaded
 * @param {import("./messages.js").Box} box
 * @param {number} scale picture pixels for one of the reading's
 * @param {number} rotation degrees clockwise that the picture is turned to be read
 * @param {number} skew degrees clockwise by which its lines are turned from level then
 * @returns {import("./messages.js").Box} where the mark is on the canvas
 */
export function paintCloseUp(canvas, image, box, scale, rotation = 0, skew = 0) {
  const context = canvas.getContext("2d")
  box = turnedWithin(box, skew)
  const place = boxInCloseUp(box, canvas.width, rotation)
  if (!context) return place
  const { x, y, side } = closeUpSquare(box, scale)
  context.clearRect(0, 0, canvas.width, canvas.height)
  context.imageSmoothingQuality = "high"
  context.save()
  context.translate(canvas.width / 2, canvas.height / 2)
  context.rotate(((rotation - skew) * Math.PI) / 180)
  const more = skew ? 1 / 4 : 0 // for the corners of what is turned by less than a quarter
  const [beyond, width, height] = [more * side, canvas.width * (1 + 2 * more), canvas.height * (1 + 2 * more)]
  context.drawImage(image, x - beyond, y - beyond, side + 2 * beyond, side + 2 * beyond, -width / 2, -height / 2, width, height)
  context.restore()
  return place
}
