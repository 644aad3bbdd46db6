// Ink and its readings over a connection: every ink message goes out in order, and again after a reconnect where the
// server has not got it. Emits "reading" (detail: {reading, fresh}); fresh: all ink so far has been read.

import { told } from "./corrections.js"
import { InkLog } from "./ink-log.js"
import { InkExplain } from "./messages.js"
import { Outbox } from "./outbox.js"

/** @typedef {import("./live.js").Live} Live */
/** @typedef {import("./messages.js").Explanation} Explanation */

/** A gap is reported once per message that came after it; one answer is enough for all of them. */
const GAP_ANSWER_MS = 1000
/** Room is left below the server's rate for pings and questions. */
const SHARE_OF_RATE = 0.8

export class DrawLink extends EventTarget {
  #live
  #log
  /** @type {Outbox<object>} */ #outbox
  /** @type {Map<number, (explanation: Explanation) => void>} */ #questions = new Map()
  #asked = 0
  #gap = { seq: -1, answered_ms: -Infinity }
  #readUpTo = 0

  /** @param {import("./ink.js").Ink} ink @param {Live} live */
  constructor(ink, live) {
    super()
    this.#live = live
    this.#log = new InkLog(ink)
    this.#outbox = new Outbox(message => live.send(message), { per_s: 60 })
    this.#log.addEventListener("message", event => this.#push(/** @type {CustomEvent} */ (event).detail))
    const on = (/** @type {string} */ type, /** @type {(message: any) => void} */ act) =>
      live.addEventListener(type, event => act(/** @type {CustomEvent} */ (event).detail))
    on("welcome", welcome => this.#resume(welcome))
    on("state", () => { if (!live.online) this.#outbox.empty() })
    on("ink.reading", message => this.#read(message))
    on("ink.explanation", ({ id, explanation }) => this.#answer(id, explanation))
    on("error", error => { if (error.code === "ink.gap") this.#fill(error.seq ?? 0) })
  }

  /** Whether everything drawn so far has been read. */
  get fresh() {
    return this.#readUpTo === this.#log.seq
  }

  /**
   * Why the last reading says what it says there. Never settles if the connection goes or the place is no more.
   * @param {number} line @param {number} glyph
   * @returns {Promise<Explanation>}
   */
  explain(line, glyph) {
    const id = ++this.#asked
    this.#questions.clear() // only the newest question is still of interest
    return new Promise(resolve => {
      this.#questions.set(id, resolve)
      this.#live.send(InkExplain(id, line, glyph))
    })
  }

  /** @param {object} message */
  #push(message) {
    if (this.#live.online) this.#outbox.push(message)
    else this.#live.open() // where it only rests; the log holds what is drawn meanwhile
  }

  /** @param {{acked: number, limits: {messages_per_s?: number, points_per_message?: number}}} welcome */
  #resume({ acked, limits }) {
    this.#log.pointsPerMessage = limits.points_per_message ?? this.#log.pointsPerMessage
    this.#outbox.rate = (limits.messages_per_s ?? 75) * SHARE_OF_RATE
    this.#gap = { seq: -1, answered_ms: -Infinity }
    this.#send(acked)
  }

  /** @param {number} seq the last that the server accepted */
  #fill(seq) {
    const now_ms = performance.now()
    if (seq === this.#gap.seq && now_ms - this.#gap.answered_ms < GAP_ANSWER_MS) return
    this.#gap = { seq, answered_ms: now_ms }
    this.#send(seq)
  }

  /** @param {number} acked */
  #send(acked) {
    this.#outbox.empty()
    this.#readUpTo = 0
    this.#outbox.push(...this.#log.resume(acked))
  }

  /** @param {{seq: number, reading: import("./messages.js").Reading}} message */
  #read({ seq, reading }) {
    if (seq < this.#log.first) return // on its way while the ink was cleared
    this.#readUpTo = seq
    this.dispatchEvent(new CustomEvent("reading", { detail: { reading: told(reading), fresh: this.fresh } }))
  }

  /** @param {number} id @param {Explanation} explanation */
  #answer(id, explanation) {
    this.#questions.get(id)?.(explanation)
    this.#questions.delete(id)
  }
}
