// Follows readings that are still being read, over a live socket that is opened only when there is one to follow.
import { getReading } from "./api.js"
import { signInWhenEnded } from "./connection.js"
import { Live } from "./live.js"
import { isOver } from "./reading-state.js"
import { ReadingWatch } from "./reading-watch.js"

/** @typedef {import("./api.js").Summary} Summary */

/**
 * @param {(reading: Summary) => void} moved called for each step of each reading
 * @returns {(readings: Summary[]) => void} follows those of `readings` that are not over
 */
export function follower(moved) {
  /** @type {ReadingWatch | null} */ let watch = null
  return readings => {
    const unfinished = readings.filter(reading => !isOver(reading))
    if (!unfinished.length) return
    watch ??= openWatch(moved)
    unfinished.forEach(reading => watch?.add(reading))
  }
}

/** @param {(reading: Summary) => void} moved */
function openWatch(moved) {
  const live = newLive()
  const watch = new ReadingWatch(live, getReading)
  watch.addEventListener("progress", event => moved(/** @type {CustomEvent} */ (event).detail))
  live.open()
  return watch
}

/** A live socket that carries no ink: only news of readings. Leaves for the sign-in page when the session ends. */
export function newLive() {
  const live = new Live(crypto.randomUUID?.() ?? String(Math.random()).slice(2))
  signInWhenEnded(live)
  return live
}
