// What is said about a file on its way. Pure.
import { troubleWords } from "./api.js"
import { excerpt } from "./digit-search.js"
import { formatBytes, plural } from "./format.js"
import { readingState } from "./reading-state.js"

/** @typedef {import("./upload-queue.js").Item} Item */
/** @typedef {{ size: number }} Sized */

/** The line under a file's name. @param {Pick<Item, "state" | "sent" | "reading" | "trouble"> & { file: Sized }} item */
export function itemWords({ file, state, sent, reading, trouble }) {
  const size = formatBytes(file.size)
  if (state === "ready") return `${size} · ready`
  if (state === "waiting") return `${size} · waiting`
  if (state === "sending") return sent < 1 ? `Sending, ${formatBytes(sent * file.size | 0)} of ${size}` : "Sent"
  if (state === "failed") return troubleWords(trouble) || "Not read."
  if (!reading) return "Cancelled"
  if (state === "reading") return reading.pages > 1 ? `Reading page ${Math.min(reading.pages, reading.pages_done + 1)} of ${reading.pages}` : "Reading"
  if (state === "cancelled") return readingState(reading).words
  return reading.pages > 1 ? plural(reading.pages, "page") : size
}

/** How far a file is, 0..1: the way there is the first half, its pages the second. @param {Pick<Item, "state" | "sent" | "reading">} item */
export function itemShare({ state, sent, reading }) {
  if (state === "done") return 1
  const read = reading?.pages ? reading.pages_done / reading.pages : 0
  return (sent + read) / 2
}

/** What a screen reader hears when a file is over; "" while there is nothing to say. @param {Pick<Item, "state" | "reading" | "trouble"> & { file: { name: string } }} item */
export function announcement({ file, state, reading, trouble }) {
  if (state === "done") return `${file.name}: ${excerpt(reading?.text ?? "") || "no digits"}`
  if (state === "failed") return `${file.name}: ${trouble?.message ?? "not read"}`
  return state === "cancelled" ? `${file.name}: cancelled` : ""
}

/** The button that starts. @param {number} ready @param {number} busy */
export const startWords = (ready, busy) => (ready ? `Read ${plural(ready, "file")}` : busy ? `Reading ${plural(busy, "file")}` : "Read")
