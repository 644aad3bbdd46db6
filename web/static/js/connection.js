// The connection as people meet it: a badge with a dot and a word, troubles as a sentence, the way to the sign-in page.

import { setText } from "./set-text.js"
import { toast } from "./toast.js"

/** @typedef {import("./live.js").State} State */

/** @type {Record<State, [string, string, string]>} tone, word, and the sentence behind it */
const WORDS = {
  connecting: ["busy", "Connecting", "Connecting to the server."],
  online: ["good", "Live", "Connected: digits are read as you go."],
  reconnecting: ["busy", "Reconnecting", "The connection was lost. Trying again; nothing you drew is lost."],
  offline: ["warn", "Offline", "This device has no network. What you draw is kept and read when it is back."],
  idle: ["plain", "Paused", "The connection rests and opens again when you go on."],
  replaced: ["warn", "Taken over", "Another page took over. Reload this one to go on here."],
  closed: ["warn", "Closed", "The server closed the connection. Reload the page to go on."],
  ended: ["bad", "Signed out", "Your session has ended."],
  outdated: ["warn", "Reload", "The server was updated. Reload the page."],
}

/** @param {HTMLElement} slot @param {import("./live.js").Live} live */
export function showConnection(slot, live) {
  const badge = document.createElement("span")
  const word = document.createElement("span")
  const rtt = document.createElement("span")
  rtt.className = "connection__rtt"
  rtt.setAttribute("aria-hidden", "true") // a number that changes every few seconds is not to be read out
  badge.append(word, rtt)
  slot.replaceChildren(badge)
  const show = (/** @type {State} */ state, /** @type {number | null} */ rtt_ms) => {
    const [tone, label, sentence] = WORDS[state]
    badge.className = `badge badge--${tone} connection`
    badge.title = sentence
    setText(word, label)
    setText(rtt, state === "online" && rtt_ms !== null ? `${Math.max(1, Math.round(rtt_ms))} ms` : "")
  }
  show(live.state, null)
  live.addEventListener("state", event => {
    const { state, rtt_ms } = /** @type {CustomEvent} */ (event).detail
    show(state, rtt_ms)
  })
}

/** Troubles that people can do something about; the others are matters between page and server. @type {RegExp} */
const FOR_PEOPLE = /^(ink\.full|server\.)/
const SAY_AGAIN_MS = 15_000

/** Says what the server has trouble with, and not for every frame anew. @param {import("./live.js").Live} live */
export function tellTroubles(live) {
  /** @type {Map<string, number>} */ const said_ms = new Map()
  live.addEventListener("error", event => {
    const { code, message, hint = "" } = /** @type {CustomEvent} */ (event).detail
    const now_ms = performance.now()
    if (!FOR_PEOPLE.test(code) || now_ms - (said_ms.get(code) ?? -Infinity) < SAY_AGAIN_MS) return
    said_ms.set(code, now_ms)
    toast(message.includes(hint) ? message : `${message} ${hint}`, { tone: "bad", ms: 8000 })
  })
}

/** Leaves for the sign-in page once the session is over, and comes back here after it. @param {import("./live.js").Live} live */
export function signInWhenEnded(live) {
  live.addEventListener("state", () => {
    if (live.state === "ended") location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`)
  })
}
