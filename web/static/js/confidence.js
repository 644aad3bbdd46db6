// How sure is sure: one place where a probability becomes a level, a colour and a word.

/** @typedef {"sure" | "doubt" | "weak"} Level */

/** From here up a digit needs no second look. */
export const SURE = 0.95
/** Below this a digit is as good as unread. */
export const WEAK = 0.7

/**
 * @param {number} probability 0..1, calibrated
 * @returns {Level}
 */
export function level(probability) {
  if (probability >= SURE) return "sure"
  return probability >= WEAK ? "doubt" : "weak"
}

/** @type {Record<Level, string>} */
export const LEVEL_WORDS = { sure: "sure", doubt: "check this one", weak: "unclear" }

/** What a line's verdict asks of a person, and the level that shows it. @type {Record<import("./messages.js").Verdict, {level: Level, words: string}>} */
export const VERDICTS = {
  accept: { level: "sure", words: "accepted" },
  ask: { level: "doubt", words: "please check" },
  ignore: { level: "weak", words: "perhaps no number" },
}

/**
 * A probability as people read it. Never a rounded "100 %" or "0 %": a certainty made by rounding is a false promise.
 * @param {number} probability 0..1
 * @returns {string}
 */
export function percent(probability) {
  if (probability >= 1) return "100 %"
  if (probability > 0.999) return "99.9 %"
  if (probability < 0.001) return "< 0.1 %"
  return `${(probability * 100).toFixed(1)} %`
}
