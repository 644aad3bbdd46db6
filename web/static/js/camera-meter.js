// How fast and how late: frames shown per second, and the time from the camera's glass to this screen.

const WINDOW_MS = 2000

export class Meter {
  /** @type {{shown_ms: number, latency_ms: number}[]} */ #shown = []

  /** @param {number} shown_ms @param {number} captured_ms by the same clock */
  add(shown_ms, captured_ms) {
    this.#shown.push({ shown_ms, latency_ms: shown_ms - captured_ms })
    while (this.#shown[0].shown_ms < shown_ms - WINDOW_MS) this.#shown.shift()
  }

  /** Readings shown per second over the last two; 0 until there are two. */
  get perSecond() {
    const count = this.#shown.length
    if (count < 2) return 0
    return ((count - 1) * 1000) / (this.#shown[count - 1].shown_ms - this.#shown[0].shown_ms)
  }

  /** Median over the last two seconds: one hiccup is no news. Null without readings. */
  get latency_ms() {
    if (!this.#shown.length) return null
    const sorted = this.#shown.map(({ latency_ms }) => latency_ms).sort((a, b) => a - b)
    return sorted[sorted.length >> 1]
  }

  reset() {
    this.#shown = []
  }
}
