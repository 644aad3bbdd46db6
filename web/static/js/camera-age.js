// How old what is shown is, from the camera's glass to this screen; and when it is too old to be taken for now.

/** A result this much older than usual is no longer what the camera sees. */
const STALE_AFTER_MS = 1000
const TIMES_USUAL = 4

/**
 * @param {{captured_ms: number, latency_ms: number}} shown of the last result: its capture, and the usual latency
 * @param {number} now_ms by the clock of captured_ms
 * @returns {{text: string, stale: boolean}} the usual latency while results come, the growing age once they stay away
 */
export function ageOf({ captured_ms, latency_ms }, now_ms) {
  const age_ms = now_ms - captured_ms
  const stale = age_ms > Math.max(STALE_AFTER_MS, TIMES_USUAL * latency_ms)
  return { text: inWords(stale ? age_ms : latency_ms), stale }
}

/** @param {number} ms */
function inWords(ms) {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
