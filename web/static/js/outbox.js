// Messages leave in order and no faster than the server allows; what is over the rate waits.

/** @template Message */
export class Outbox {
  /** @type {Message[]} */ #waiting = []
  #send
  #later
  #clock
  #allowance = 0
  #refilled_ms = 0
  #scheduled = false
  #per_s

  /**
   * @param {(message: Message) => void} send
   * @param {{per_s: number, later?: (run: () => void, ms: number) => unknown, clock?: () => number}} pace
   */
  constructor(send, { per_s, later = (run, ms) => setTimeout(run, ms), clock = () => performance.now() }) {
    this.#send = send
    this.#later = later
    this.#clock = clock
    this.rate = per_s
    this.#per_s = per_s
    this.#allowance = per_s
    this.#refilled_ms = clock()
  }

  /** @param {number} per_s */
  set rate(per_s) {
    this.#per_s = per_s
    this.#allowance = Math.min(this.#allowance, per_s)
  }

  /** @param {Message[]} messages */
  push(...messages) {
    this.#waiting.push(...messages)
    this.#drain()
  }

  /** Forgets what waits: the connection it was for is gone. */
  empty() {
    this.#waiting = []
  }

  #drain() {
    this.#refill()
    while (this.#waiting.length && this.#allowance >= 1) {
      this.#allowance--
      this.#send(/** @type {Message} */ (this.#waiting.shift()))
    }
    if (!this.#waiting.length || this.#scheduled) return
    this.#scheduled = true
    this.#later(() => {
      this.#scheduled = false
      this.#drain()
    }, 1000 / this.#per_s * Math.min(this.#waiting.length, this.#per_s / 4))
  }

  #refill() {
    const now_ms = this.#clock()
    this.#allowance = Math.min(this.#per_s, this.#allowance + ((now_ms - this.#refilled_ms) / 1000) * this.#per_s)
    this.#refilled_ms = now_ms
  }
}
