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
