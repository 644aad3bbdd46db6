// Walking through the digits of a document: which is weakest, which are to be checked, which comes next. Pure.

/**
 * @typedef {import("./messages.js").Reading} Reading
 * @typedef {Reading | { error: import("./api.js").Trouble } | null | undefined} PageReading
 * @typedef {{ page: number, line: number, glyph: number }} Place
 */

/** @param {PageReading} reading @returns {reading is Reading} */
export const isRead = reading => Boolean(reading && "lines" in reading)

/** Every digit of a document in reading order, with its probability. @param {PageReading[]} pages */
export function digits(pages) {
  return pages.flatMap((reading, page) => !isRead(reading) ? [] : reading.lines.flatMap(({ glyphs }, line) => digitsOf(glyphs, page, line)))
}

/** @param {import("./messages.js").Glyph[]} glyphs of one line @param {number} page @param {number} line */
const digitsOf = (glyphs, page, line) =>
  glyphs.flatMap(({ digit, probability }, glyph) => (digit === null ? [] : [{ page, line, glyph, probability }]))

/** The least certain digit of each number that wants a second look, as its verdict says. @param {PageReading[]} pages @returns {Place[]} */
export function toCheck(pages) {
  return pages.flatMap((reading, page) => !isRead(reading) ? [] : reading.lines.flatMap(({ glyphs, verdict }, line) =>
    (verdict === "ask" ? [leastCertain(digitsOf(glyphs, page, line))] : []))).filter(Boolean)
}

/** The least certain digit of one page; null on a page without digits. @param {PageReading[]} pages @param {number} page @returns {Place | null} */
export const weakest = (pages, page) => leastCertain(digits(pages).filter(digit => digit.page === page))

/** @param {ReturnType<typeof digits>} some @returns {ReturnType<typeof digits>[number]} null when there is none */
const leastCertain = some =>
  some.reduce((least, digit) => (least && least.probability <= digit.probability ? least : digit), /** @type {any} */ (null))

/** Comes `a` before `b` in reading order? @param {Place} a @param {Place} b */
const before = (a, b) => a.page - b.page || a.line - b.line || a.glyph - b.glyph

/** The first of `places` after `current`, round from the end to the start. @param {Place[]} places in reading order @param {Place | null} current */
export function nextAfter(places, current) {
  return (current && places.find(place => before(place, current) > 0)) ?? places[0] ?? null
}

/** The whole document as text: one line per line, an empty line between pages. @param {PageReading[]} pages */
export const documentText = pages => pages.filter(isRead).map(({ text }) => text).filter(Boolean).join("\n\n")
