// One mark cut out of its picture and enlarged, so that a person can judge it with their own eyes.

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
 * Where the mark itself is in its close-up.
 * @param {import("./messages.js").Box} box in the reading's pixels
 * @param {number} side of the close-up
 * @returns {import("./messages.js").Box} in the close-up's pixels
 */
export function boxInCloseUp([x, y, width, height], side) {
  const square = closeUpSquare([x, y, width, height], 1)
  const scale = side / square.side
  return [(x - square.x) * scale, (y - square.y) * scale, width * scale, height * scale]
}

/**
 * @param {HTMLCanvasElement} canvas square
 * @param {HTMLImageElement | HTMLCanvasElement} image loaded
 * @param {import("./messages.js").Box} box
 * @param {number} scale picture pixels for one of the reading's
 */
export function paintCloseUp(canvas, image, box, scale) {
  const context = canvas.getContext("2d")
  if (!context) return
  const { x, y, side } = closeUpSquare(box, scale)
  context.clearRect(0, 0, canvas.width, canvas.height)
  context.imageSmoothingQuality = "high"
  context.drawImage(image, x, y, side, side, 0, 0, canvas.width, canvas.height)
}
