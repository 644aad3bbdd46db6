// One mark and how sure its reading is, as a sentence. Pure.
import { LEVEL_WORDS, level, percent } from "./confidence.js"

/** @param {Pick<import("./messages.js").Glyph, "digit" | "probability" | "alternatives">} glyph */
export function sentence({ digit, probability, alternatives }) {
  if (digit === null) return `Not a digit, ${percent(probability)}. It is left out of the number.`
  const found = level(probability)
  if (found === "sure") return `${percent(probability)} sure.`
  const others = alternatives.slice(0, 2).map(other => other.digit).join(" or ")
  return `${percent(probability)}: ${LEVEL_WORDS[found]}.${others ? ` It may be ${others}.` : ""}`
}
