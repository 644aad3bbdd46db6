// Small grey pictures from the server, painted pixel by pixel on a canvas.

/** @param {string} base64 @returns {Uint8Array} */
export const bytes = base64 => Uint8Array.from(atob(base64), character => character.charCodeAt(0))

/** A colour as the style sheets name it, taken apart. @param {Element} element @param {string} name of a custom property @returns {number[]} red, green, blue */
export function colour(element, name) {
  const numbers = getComputedStyle(element).getPropertyValue(name).match(/[\d.]+/g) ?? ["0", "0", "0"]
  return numbers.slice(0, 3).map(Number)
}

/** Between paper and ink, by how much of either a byte says. @param {number[]} paper @param {number[]} ink @param {number} share 0..1 */
export const mix = (paper, ink, share) => paper.map((value, i) => value + (ink[i] - value) * share)

/**
 * @param {HTMLCanvasElement} canvas @param {number} width @param {number} height
 * @param {(index: number) => number[]} pixel red, green, blue of the pixel at a row-by-row index
 */
export function paint(canvas, width, height, pixel) {
  canvas.width = width
  canvas.height = height
  const target = canvas.getContext("2d")
  if (!target) return
  const image = target.createImageData(width, height)
  for (let i = 0; i < width * height; i++) image.data.set([...pixel(i), 255], i * 4)
  target.putImageData(image, 0, 0)
}
