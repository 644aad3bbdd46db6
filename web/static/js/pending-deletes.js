// Deleting with a way back: the server is told only when the chance to undo is over, or when the page goes.

/** @typedef {{ keepalive?: boolean }} SendOptions */

export class PendingDeletes {
  /** @type {Set<string>} */ #waiting = new Set()
  #send

  /** @param {(id: string, options?: SendOptions) => Promise<unknown>} send tells the server */
  constructor(send) {
    this.#send = send
  }

  /** @param {string} id */
  add(id) {
    this.#waiting.add(id)
  }

  /** @param {string} id @returns {boolean} false: too late */
  undo(id) {
    return this.#waiting.delete(id)
  }

  /** Deletes for good, once. @param {string} id */
  async commit(id) {
    if (this.#waiting.delete(id)) await this.#send(id)
  }

  /** The page goes away: everything that waits is sent with requests that outlive it. */
  flush() {
    const ids = [...this.#waiting]
    this.#waiting.clear()
    return Promise.allSettled(ids.map(id => this.#send(id, { keepalive: true })))
  }

  /** @param {string} id */
  has(id) {
    return this.#waiting.has(id)
  }
}
