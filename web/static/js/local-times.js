// <time data-ago> and <time data-day>: the server writes UTC, people read their own clock.
import { ago, dayName } from "./format.js"

/** @param {ParentNode} root @param {Date} now */
export function localiseTimes(root, now) {
  for (const element of /** @type {NodeListOf<HTMLTimeElement>} */ (root.querySelectorAll("time[data-ago], time[data-day]"))) {
    const then = new Date(element.dateTime)
    if (Number.isNaN(then.getTime())) continue
    element.textContent = inSentence("ago" in element.dataset ? ago(then, now) : dayName(then, now))
    element.title = then.toLocaleString()
  }
}

/** "Today" begins a line; within one it is "today". Names of days and months keep their capital. @param {string} words */
const inSentence = words => words.replace(/^(Today|Yesterday)/, day => day.toLowerCase())
