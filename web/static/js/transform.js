// The one way from picture coordinates to screen coordinates and back: every box on every page goes through here.

/** @typedef {{width: number, height: number}} Size */
/** Picture inside the screen; screen covered by the picture; picture stretched to the screen. @typedef {"contain" | "cover" | "fill"} Mode */
/** @typedef {import("./messages.js").Box} Box */

/** An affine map: screen = (a x + c y + e, b x + d y + f), as in CSS and SVG matrices. */
export class Fit {
  /** @param {number} a @param {number} b @param {number} c @param {number} d @param {number} e @param {number} f */
  constructor(a, b, c, d, e, f) {
    this.a = a
    this.b = b
    this.c = c
    this.d = d
    this.e = e
    this.f = f
    Object.freeze(this)
  }

  /**
   * How CSS `object-fit` shows a picture, centred in a screen area: the picture is turned clockwise by `rotation`
   * degrees, then mirrored left to right, then scaled.
   * @param {Size} picture @param {Size} screen
   * @param {{mode?: Mode, mirrored?: boolean, rotation?: number}} [how]
   */
  static of(picture, screen, { mode = "contain", mirrored = false, rotation = 0 } = {}) {
    const [cos, sin] = QUARTER_TURNS[(((rotation / 90) % 4) + 4) % 4] ?? QUARTER_TURNS[0]
    const shown = sin ? { width: picture.height, height: picture.width } : picture
    const [across, down] = scales(shown, screen, mode)
    const flip = mirrored ? -across : across
    const [a, b, c, d] = [flip * cos, down * sin, -flip * sin, down * cos]
    const [x, y] = [picture.width / 2, picture.height / 2]
    return new Fit(a, b, c, d, screen.width / 2 - a * x - c * y, screen.height / 2 - b * x - d * y)
  }

  /** A picture shown from the top left corner at one scale: the canvas. @param {number} scale */
  static scaled(scale) {
    return new Fit(scale, 0, 0, scale, 0, 0)
  }

  /** Screen pixels for one picture pixel (the geometric mean where the picture is stretched). */
  get scale() {
    return Math.sqrt(Math.abs(this.a * this.d - this.b * this.c))
  }

  /** @param {number} x @param {number} y @returns {[number, number]} */
  toScreen(x, y) {
    return [this.a * x + this.c * y + this.e, this.b * x + this.d * y + this.f]
  }

  /** @param {number} x @param {number} y @returns {[number, number]} */
  toPicture(x, y) {
    const determinant = this.a * this.d - this.b * this.c
    const [u, v] = [x - this.e, y - this.f]
    return [(this.d * u - this.c * v) / determinant, (this.a * v - this.b * u) / determinant]
  }

  /** The upright box on the screen of an upright box in the picture. @param {Box} box @returns {Box} */
  boxToScreen([x, y, width, height]) {
    return spanned(this.toScreen(x, y), this.toScreen(x + width, y + height))
  }

  /** @param {Box} box @returns {Box} */
  boxToPicture([x, y, width, height]) {
    return spanned(this.toPicture(x, y), this.toPicture(x + width, y + height))
  }
}

/**
 * The box around which this one lies upright when it is turned about its middle: the mark's own, of a line at an angle.
 * @param {Box} box @param {number} degrees less than 45 either way @returns {Box}
 */
export function turnedWithin([x, y, width, height], degrees) {
  if (!degrees) return [x, y, width, height]
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.abs(Math.sin((degrees * Math.PI) / 180))]
  const across = Math.max(0, (width * cos - height * sin) / (cos * cos - sin * sin))
  const down = Math.max(0, (height * cos - width * sin) / (cos * cos - sin * sin))
  return [x + (width - across) / 2, y + (height - down) / 2, across, down]
}

const QUARTER_TURNS = [[1, 0], [0, 1], [-1, 0], [0, -1]]

/** @param {Size} picture @param {Size} screen @param {Mode} mode */
function scales(picture, screen, mode) {
  const across = screen.width / picture.width
  const down = screen.height / picture.height
  if (mode === "fill") return [across, down]
  const both = mode === "cover" ? Math.max(across, down) : Math.min(across, down)
  return [both, both]
}

/** @param {[number, number]} one @param {[number, number]} other @returns {Box} */
function spanned([x1, y1], [x2, y2]) {
  return [Math.min(x1, x2), Math.min(y1, y2), Math.abs(x2 - x1), Math.abs(y2 - y1)]
}
