// How long to wait before the next attempt to connect.

const FIRST_MS = 400
const LONGEST_MS = 15_000

/**
 * Doubles with each failure, half of it by chance, so that a restarted server is not met by everyone at once.
 * @param {number} failures so far, from 0 @param {() => number} random in 0..1
 */
export function backoff_ms(failures, random = Math.random) {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures)
  return Math.round(ceiling * (0.5 + random() / 2))
}
