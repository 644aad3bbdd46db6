// What the person says a mark is. It holds for as long as the mark is made of the same strokes.

/** @typedef {import("./messages.js").Glyph} Glyph */
/** @typedef {import("./messages.js").Reading} Reading */

/** Names a drawn mark across readings: by its strokes, and which of their marks it is where they hold several. @param {Glyph} glyph */
export const markKey = glyph => [...glyph.strokes, ...(glyph.part ? [glyph.part] : [])].join(" ")

/** The reading with those marks told apart that are made of the same strokes: the pen was not lifted between them. @param {Reading} reading @returns {Reading} */
export function told(reading) {
  /** @type {Map<string, Glyph[]>} */ const alike = new Map()
  for (const glyph of reading.lines.flatMap(line => line.glyphs)) alike.set(markKey(glyph), [...(alike.get(markKey(glyph)) ?? []), glyph])
  const part = (/** @type {Glyph} */ glyph) => {
    const same = alike.get(markKey(glyph)) ?? []
    return same.length > 1 ? { ...glyph, part: `${same.indexOf(glyph) + 1} of ${same.length}` } : glyph
  }
  return { ...reading, lines: reading.lines.map(line => ({ ...line, glyphs: line.glyphs.map(part) })) }
}

export class Corrections {
  /** @type {Map<string, number>} */ #digits = new Map()

  /** @param {Glyph} glyph @param {number} digit */
  choose(glyph, digit) {
    if (digit === glyph.digit) this.#digits.delete(markKey(glyph))
    else this.#digits.set(markKey(glyph), digit)
  }

  /** The digit to show for a mark: the person's, else the reader's; null for what is no digit. @param {Glyph} glyph */
  digit(glyph) {
    return this.#digits.get(markKey(glyph)) ?? glyph.digit
  }

  /** @param {Glyph} glyph */
  has(glyph) {
    return this.#digits.has(markKey(glyph))
  }

  /** Forgets choices about marks that the reading no longer has. @param {Reading} reading */
  keepOnly(reading) {
    const there = new Set(reading.lines.flatMap(line => line.glyphs.map(markKey)))
    for (const key of this.#digits.keys()) if (!there.has(key)) this.#digits.delete(key)
  }

  /** The reading as corrected: what the person said is certain. @param {Reading} reading @returns {Reading} */
  applyTo(reading) {
    const corrected = (/** @type {Glyph} */ glyph) => this.has(glyph) ? { ...glyph, digit: this.digit(glyph), probability: 1 } : glyph
    return { ...reading, lines: reading.lines.map(line => ({ ...line, glyphs: line.glyphs.map(corrected) })) }
  }

  /** The number as corrected, one line of text per line that has digits. @param {Reading} reading */
  text(reading) {
    const lines = reading.lines.map(line => line.glyphs.map(glyph => this.digit(glyph) ?? "").join(""))
    return lines.filter(Boolean).join("\n")
  }
}
