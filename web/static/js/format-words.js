// What a line is under a format, in words. Pure.
import { percent } from "./confidence.js"

/** @typedef {import("./messages.js").Formatted} Formatted */
/** @typedef {{tone: "good" | "doubt" | "bad", text: string, words: string, offers: {text: string, words: string}[]}} FormatWords */

/**
 * What the format prefers, how it stands to what was seen, and what else it may be. Never a silent repair: where the two
 * differ it is said.
 * @param {string} seen the line's digits @param {Formatted} formatted
 * @returns {FormatWords} `text` is empty where nothing that was seen is of the format
 */
export function formatWords(seen, formatted) {
  const { text, probability, agrees, problem, choices, mendings } = formatted
  if (problem === "check") {
    const offers = mendings.map(({ text, position, seen, digit, probability }) => (
      { text, words: `digit ${position + 1}: ${digit} instead of ${seen}, ${percent(probability)} if the number must hold` }))
    return { tone: "bad", text: "", words: `${seen} does not hold: its check digit or its day is wrong.`, offers }
  }
  const others = choices.map(({ text, probability }) => ({ text, words: percent(probability) }))
  if (!text) return { tone: "bad", text: "", words: `${seen} is not of this format, nor anything else that was seen here.`, offers: [] }
  if (agrees) return { tone: "good", text, words: `As seen, ${percent(probability)} under this format.`, offers: others.filter(worthOffering(choices)) }
  return { tone: "doubt", text, words: `Seen was ${seen}. Under this format ${percent(probability)}.`, offers: others }
}

/** What is next to impossible is not offered beside a number that agrees. @param {{probability: number}[]} choices */
const worthOffering = choices => (/** @type {unknown} */ _, /** @type {number} */ at) => choices[at].probability >= 0.01
