// Deleting with a way back: the server is told only when the chance to undo is over, or when the page goes.
// What was sent off as the page went is noted, for the next page may ask for the list before it has arrived.

/** @typedef {{ keepalive?: boolean }} SendOptions */
/** @typedef {{ read: () => string[], write: (ids: string[]) => void }} Note */

const KEY = "numeral.deleting"

/** The note of this tab. @type {Note} */
export const tabNote = {
  read: () => JSON.parse(sessionStorage.getItem(KEY) ?? "[]"),
  write: ids => (ids.length ? sessionStorage.setItem(KEY, JSON.stringify(ids)) : sessionStorage.removeItem(KEY)),
}

export class PendingDeletes {
  /** @type {Set<string>} */ #waiting = new Set()
  /** @type {Set<string>} what an earlier page sent off */ #before = new Set()
  #send
  #note

  /**
   * @param {(id: string, options?: SendOptions) => Promise<unknown>} send tells the server
   * @param {Note} note outlives the page
   */
  constructor(send, note) {
    this.#send = send
    this.#note = note
  }

  /** Takes up what the page before sent off last: gone here too. If that was lost, the page after this shows it again. */
  resume() {
    this.#before = new Set(this.#note.read())
    this.#note.write([])
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
    this.#note.write(ids)
    return Promise.allSettled(ids.map(id => this.#send(id, { keepalive: true })))
  }

  /** @param {string} id */
  has(id) {
    return this.#waiting.has(id) || this.#before.has(id)
  }
}
