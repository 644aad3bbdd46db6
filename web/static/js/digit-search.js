// Searching readings by digits: what is searched for, and where it is in a line. Pure.

/** Only digits count: "40 71", "4.071" and "4071" ask for the same. @param {string} typed */
export const searchedDigits = typed => typed.replace(/\D/g, "")

/**
 * Cuts `text` into pieces, every other one a match: [before, match, between, match, …, after].
 * A match may not run over the end of a line.
 * @param {string} text
 * @param {string} digits
 */
export function splitMatches(text, digits) {
  return digits ? text.split(new RegExp(`(${digits})`)) : [text]
}

/** What a row has room for, in characters. */
const ROW = 120

/**
 * The text of a reading in one line for one row: from the start, or from the line in which the digits were found.
 * @param {string} text
 * @param {string} [digits]
 */
export function excerpt(text, digits = "") {
  const lines = text.split("\n").filter(Boolean)
  const found = digits ? lines.findIndex(line => line.includes(digits)) : -1
  const whole = lines.slice(Math.max(0, found)).join(" · ").slice(0, ROW)
  return found > 0 ? `… ${whole}` : whole
}
