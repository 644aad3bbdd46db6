// What a reading's state is called, and in which tone. Pure.
import { VERDICTS, level, percent } from "./confidence.js"
import { plural } from "./format.js"

/** @typedef {import("./api.js").Summary} Summary */
/** @typedef {{ tone: "good" | "warn" | "bad" | "busy" | "plain", words: string }} State */

/** Nothing more will happen to it by itself. @param {Pick<Summary, "status">} reading */
export const isOver = ({ status }) => status === "done" || status === "failed" || status === "cancelled"

/**
 * @param {Pick<Summary, "status" | "pages" | "pages_done" | "text" | "confidence" | "verdict" | "numbers" | "to_check">} reading
 * @returns {State}
 */
export function readingState({ status, pages, pages_done, text, confidence, verdict, numbers, to_check }) {
  if (status === "queued") return { tone: "busy", words: "Waiting" }
  if (status === "reading") return { tone: "busy", words: pages > 1 ? `Page ${Math.min(pages, pages_done + 1)} of ${pages}` : "Reading" }
  if (status === "failed") return { tone: "bad", words: "Not read" }
  if (status === "cancelled") return { tone: "plain", words: pages_done ? `Stopped after ${plural(pages_done, "page")}` : "Cancelled" }
  if (!text) return { tone: "plain", words: "No digits" }
  // Of many numbers it is how many are to be looked at that tells how much work is left.
  if (verdict === "ask" && numbers && to_check && numbers > 1) return { tone: "warn", words: `Check ${to_check} of ${numbers}` }
  return weakest(confidence, verdict)
}

/**
 * What its verdict asks of a person; without one (read before verdicts were kept) as sure as its confidence.
 * @param {number} confidence that the least sure number is right @param {Summary["verdict"]} verdict @returns {State}
 */
function weakest(confidence, verdict) {
  const tones = /** @type {const} */ ({ sure: "good", doubt: "warn", weak: "bad" })
  const words = { sure: "Sure", doubt: "Check", weak: "Unclear" }
  const found = verdict ? VERDICTS[verdict].level : level(confidence)
  return { tone: tones[found], words: `${words[found]} · ${percent(confidence)}` }
}

/** @param {State} state */
export function badge({ tone, words }) {
  const element = document.createElement("span")
  element.className = `badge badge--${tone}`
  element.textContent = words
  return element
}
