// Files on their way: ready → waiting → sending → reading → done, or failed, or cancelled. A few are sent at a time.
// Emits "change" (detail: the item). Knows no page: sending, cancelling and following are given to it.
import { ApiError } from "./api.js"
import { isOver } from "./reading-state.js"

/**
 * @typedef {import("./api.js").Summary} Summary
 * @typedef {import("./api.js").Trouble} Trouble
 * @typedef {"ready" | "waiting" | "sending" | "reading" | "done" | "failed" | "cancelled"} State
 * @typedef {object} Item
 * @property {File} file
 * @property {State} state
 * @property {number} sent share of the file that has gone, 0..1
 * @property {Summary | null} reading what the server says of it
 * @property {Trouble | null} trouble
 * @property {boolean} hopeless trying again would fail again
 * @property {AbortController | null} sending
 * @typedef {object} Doors
 * @property {(file: File, options: { onProgress: (sent: number, total: number) => void, signal: AbortSignal }) => Promise<import("./send-file.js").Answer>} send
 * @property {(id: string) => Promise<Summary>} cancel
 * @property {{ add: (reading: Summary) => void, drop: (id: string) => void } & EventTarget} watch
 * @property {(file: File) => Trouble | null} objection
 * @property {(act: () => void, ms: number) => unknown} [later]
 */

/** More would only share the same line, and each holds a picture in memory. */
const AT_ONCE = 2
/** Where the server is busy and does not say for how long. */
const BUSY_S = 2

export class UploadQueue extends EventTarget {
  /** @type {Item[]} */ items = []
  #doors
  #later
  #paused = false

  /** @param {Doors} doors */
  constructor(doors) {
    super()
    this.#doors = doors
    this.#later = doors.later ?? ((act, ms) => setTimeout(act, ms))
    doors.watch.addEventListener("progress", event => this.#progress(/** @type {CustomEvent} */ (event).detail))
  }

  /** @param {File[]} files @returns {Item[]} */
  add(files) {
    const added = files.map(file => this.#fresh(file))
    this.items.push(...added)
    added.forEach(item => this.#tell(item))
    return added
  }

  /** Sends everything that is ready. */
  start() {
    this.items.filter(({ state }) => state === "ready").forEach(item => this.#become(item, "waiting"))
    this.#pump()
  }

  /** Stops one file on its way, wherever it is; it stays in the list. @param {Item} item */
  cancel(item) {
    item.sending?.abort()
    if (item.state === "waiting" || item.state === "sending") this.#become(item, "cancelled")
    if (item.state !== "reading" || !item.reading) return
    // Its pages so far are kept; the server's answer, or what the socket says, ends it here.
    this.#doors.cancel(item.reading.id).then(reading => this.#progress(reading), error => this.#failed(item, error))
  }

  /** @param {Item} item */
  remove(item) {
    this.#leave(item)
    this.items = this.items.filter(other => other !== item)
    this.#tell(item)
  }

  /** Another file in the same place of the list. @param {Item} item @param {File} file @returns {Item} */
  replace(item, file) {
    this.#leave(item)
    const fresh = this.#fresh(file)
    this.items = this.items.map(other => (other === item ? fresh : other))
    this.#tell(fresh)
    return fresh
  }

  /** @param {Item} item */
  retry(item) {
    Object.assign(item, this.#fresh(item.file))
    if (item.state === "ready") this.#become(item, "waiting")
    this.#pump()
  }

  /** @param {File} file @returns {Item} */
  #fresh(file) {
    const trouble = this.#doors.objection(file)
    return { file, state: trouble ? "failed" : "ready", sent: 0, reading: null, trouble, hopeless: trouble !== null, sending: null }
  }

  /** @param {Item} item */
  #leave(item) {
    if (item.state === "sending" || item.state === "reading") this.cancel(item)
    if (item.reading) this.#doors.watch.drop(item.reading.id)
  }

  #pump() {
    const free = AT_ONCE - this.items.filter(({ state }) => state === "sending").length
    if (this.#paused || free <= 0) return
    this.items.filter(({ state }) => state === "waiting").slice(0, free).forEach(item => this.#send(item))
  }

  /** @param {Item} item */
  async #send(item) {
    const sending = (item.sending = new AbortController())
    this.#become(item, "sending")
    const onProgress = (/** @type {number} */ sent, /** @type {number} */ total) => {
      item.sent = total ? sent / total : 0
      this.#tell(item)
    }
    try {
      const answer = await this.#doors.send(item.file, { onProgress, signal: sending.signal })
      if (!sending.signal.aborted) this.#taken(item, answer)
      else answer.readings.forEach(({ id }) => this.#doors.cancel(id).catch(() => {})) // cancelled as it arrived
    } catch (error) {
      if (!sending.signal.aborted) this.#failed(item, error)
    }
    this.#pump()
  }

  /** @param {Item} item @param {import("./send-file.js").Answer} answer */
  #taken(item, { readings: [reading], rejected: [refusal] }) {
    item.sending = null
    item.sent = 1
    if (!reading) {
      item.trouble = refusal?.error ?? null
      return this.#become(item, "failed")
    }
    item.reading = reading
    this.#become(item, "reading")
    this.#doors.watch.add(reading)
  }

  /** @param {Summary} reading */
  #progress(reading) {
    const item = this.items.find(other => other.reading?.id === reading.id)
    if (!item) return
    item.reading = reading
    item.trouble = reading.error
    if (isOver(reading)) this.#doors.watch.drop(reading.id)
    this.#become(item, isOver(reading) ? /** @type {State} */ (reading.status) : "reading")
  }

  /** @param {Item} item @param {unknown} error */
  #failed(item, error) {
    item.sending = null
    if (error instanceof ApiError && error.status === 429) return this.#busy(item, error.retryAfter_s ?? BUSY_S)
    item.trouble = error instanceof ApiError ? { code: error.code, message: error.message, hint: error.hint } : { code: "", message: String(error), hint: "" }
    this.#become(item, "failed")
  }

  /** The server has enough to do: wait as long as it says, then go on by itself. @param {Item} item @param {number} wait_s */
  #busy(item, wait_s) {
    item.sent = 0
    this.#become(item, "waiting")
    if (this.#paused) return
    this.#paused = true
    this.#later(() => { this.#paused = false; this.#pump() }, wait_s * 1000)
  }

  /** @param {Item} item @param {State} state */
  #become(item, state) {
    item.state = state
    this.#tell(item)
  }

  /** @param {Item} item */
  #tell(item) {
    this.dispatchEvent(new CustomEvent("change", { detail: item }))
  }
}
