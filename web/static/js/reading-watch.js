// Follows readings until they are over: by what the live socket says, and by asking, for where no socket gets through.
// Emits "progress" (detail: Summary) whenever one has moved.
import { isOver } from "./reading-state.js"

/** @typedef {import("./api.js").Summary} Summary */

/** Between questions: with a socket they are only a safety net. */
const ASK_MS = { alone: 1000, besideSocket: 5000 }

export class ReadingWatch extends EventTarget {
  /** @type {Map<string, string>} id to what was last told about it */ #watched = new Map()
  #live
  #ask
  #later
  #waiting = false

  /**
   * @param {EventTarget & { online: boolean }} live
   * @param {(id: string) => Promise<Summary>} ask
   * @param {(act: () => void, ms: number) => unknown} [later]
   */
  constructor(live, ask, later = (act, ms) => setTimeout(act, ms)) {
    super()
    this.#live = live
    this.#ask = ask
    this.#later = later
    live.addEventListener("reading.progress", event => this.#moved(/** @type {CustomEvent} */ (event).detail.reading))
  }

  /** @param {Summary} reading */
  add(reading) {
    if (isOver(reading)) return this.#tell(reading)
    this.#watched.set(reading.id, step(reading))
    this.#askLater()
  }

  /** @param {string} id */
  drop(id) {
    this.#watched.delete(id)
  }

  /** @param {Summary} reading */
  #moved(reading) {
    const known = this.#watched.get(reading.id)
    if (known === undefined || known === step(reading)) return
    if (isOver(reading)) this.#watched.delete(reading.id)
    else this.#watched.set(reading.id, step(reading))
    this.#tell(reading)
  }

  /** @param {Summary} reading */
  #tell(reading) {
    this.dispatchEvent(new CustomEvent("progress", { detail: reading }))
  }

  #askLater() {
    if (this.#waiting || !this.#watched.size) return
    this.#waiting = true
    this.#later(() => this.#askNow(), this.#live.online ? ASK_MS.besideSocket : ASK_MS.alone)
  }

  async #askNow() {
    const asked = [...this.#watched.keys()].map(id => this.#ask(id).then(reading => this.#moved(reading), error => this.#refused(id, error)))
    await Promise.all(asked)
    this.#waiting = false
    this.#askLater()
  }

  /** Gone from the server: nothing more will come. Anything else may pass. @param {string} id @param {{ status?: number }} error */
  #refused(id, error) {
    if (error.status === 404) this.#watched.delete(id)
  }
}

/** @param {Summary} reading */
const step = ({ status, pages, pages_done }) => `${status} ${pages_done}/${pages}`
