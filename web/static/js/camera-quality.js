// How large and how finely pressed the frames are: smaller when network or server are slow, larger again with patience.
// Pure: the caller brings the clock.

/**
 * Each step with what it weighs on network and server, in bytes and work, as a multiple of the one at weight 1.
 * Below 640 pixels small digits are lost: from there on fewer frames help, and those the server's credit sees to.
 * @typedef {{longest: number, quality: number, weight: number}} Step
 * @type {readonly Step[]}
 */
export const STEPS = Object.freeze([
  { longest: 640, quality: 0.6, weight: 0.6 },
  { longest: 640, quality: 0.8, weight: 1 },
  { longest: 960, quality: 0.8, weight: 2.2 },
  { longest: 1280, quality: 0.8, weight: 4 },
])
const FIRST = 2

const SLOW_MS = 200
/** The next larger step is taken when it is foreseen to stay this far below SLOW_MS. */
const QUICK_MS = 100
/** Answers that are enough to step down, and those that are wanted to step up. */
const FEWEST = 3
const LAST = 15
/** Fewer answers must be so much slower to count as slow. */
const SURELY_SLOW = 1.5
const MISTAKEN_WITHIN_MS = 60_000
const SHORTEST_PATIENCE_MS = 3_000
const LONGEST_PATIENCE_MS = 120_000

export class Quality {
  #at = FIRST
  /** @type {number[]} */ #costs_ms = []
  #changed_ms = -Infinity
  #raised_ms = -Infinity
  /** How long a step is held before a larger one is tried. It doubles when the larger one was a mistake. */
  #patience_ms = SHORTEST_PATIENCE_MS

  /** @returns {Step} */
  get step() {
    return STEPS[this.#at]
  }

  /**
   * A frame was answered.
   * @param {{sent_ms: number, now_ms: number, rtt_ms: number | null}} answer rtt_ms: of a message without a picture;
   *   no picture is so small that it would travel faster, so it does not count
   * @returns {boolean} whether frames have another size from now on
   */
  add({ sent_ms, now_ms, rtt_ms }) {
    if (sent_ms < this.#changed_ms) return false // of the size before
    this.#costs_ms.push(Math.max(0, now_ms - sent_ms - (rtt_ms ?? 0)))
    if (this.#costs_ms.length > LAST) this.#costs_ms.shift()
    if (this.#costs_ms.length < FEWEST) return false
    const cost_ms = median(this.#costs_ms)
    const all = this.#costs_ms.length === LAST
    if (cost_ms > (all ? SLOW_MS : SURELY_SLOW * SLOW_MS) && this.#at > 0) return this.#lower(now_ms)
    return all && this.#mayRaise(cost_ms, now_ms) && this.#raise(now_ms)
  }

  /** @param {number} cost_ms @param {number} now_ms */
  #mayRaise(cost_ms, now_ms) {
    const next = STEPS[this.#at + 1]
    const rested = now_ms - this.#changed_ms >= this.#patience_ms
    return next !== undefined && rested && (cost_ms * next.weight) / this.step.weight < QUICK_MS
  }

  /** @param {number} now_ms */
  #lower(now_ms) {
    const mistaken = now_ms - this.#raised_ms < Math.max(MISTAKEN_WITHIN_MS, 4 * this.#patience_ms)
    const patience_ms = mistaken ? 2 * this.#patience_ms : this.#patience_ms / 2
    this.#patience_ms = Math.min(LONGEST_PATIENCE_MS, Math.max(SHORTEST_PATIENCE_MS, patience_ms))
    return this.#change(-1, now_ms)
  }

  /** @param {number} now_ms */
  #raise(now_ms) {
    this.#raised_ms = now_ms
    return this.#change(+1, now_ms)
  }

  /** @param {-1 | 1} by @param {number} now_ms */
  #change(by, now_ms) {
    this.#at += by
    this.#changed_ms = now_ms
    this.#costs_ms = []
    return true
  }
}

/** @param {number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1]
}
