// Copies a number and says so.

import { copyText } from "./copy.js"
import { toast } from "./toast.js"

/** @param {string} text */
export async function copyTold(text) {
  const copied = await copyText(text)
  toast(copied ? `Copied ${text.replaceAll("\n", " ")}` : "The browser did not allow copying.", { tone: copied ? "plain" : "bad", ms: 2500 })
}
