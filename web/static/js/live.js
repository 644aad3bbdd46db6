// One WebSocket to /live that keeps itself up: hello and welcome, ping, reconnect. Knows nothing of ink or cameras.
// Emits each server message as an event of its type (detail: the message), and "state" (detail: {state, rtt_ms}).

import { backoff_ms } from "./backoff.js"
import { liveUrl, signedIn } from "./live-page.js"
import { BadMessage, Hello, Ping, VERSION, parse } from "./messages.js"

/**
 * connecting: for the first time. online: welcomed. reconnecting: lost, trying. offline: the device has no network.
 * idle: closed by the server for quiet, opens again on use. replaced: another page took over. closed: the server wants
 * no more of this page. ended: signed out. outdated: the server speaks another version; the page must be loaded again.
 * @typedef {"connecting" | "online" | "reconnecting" | "offline" | "idle" | "replaced" | "closed" | "ended" | "outdated"} State
 */

/** Nothing but loading the page again leads out of these. @type {Set<State>} */
const FINAL = new Set(["ended", "outdated", "closed", "replaced"])
const CLOSED_SESSION_ENDED = 4401
const SHORTEST_PONG_WAIT_MS = 4000
/** From opening the socket to the welcome. A network that swallows packets would keep a socket opening for minutes. */
const LONGEST_WELCOME_MS = 10_000

export class Live extends EventTarget {
  /** @type {WebSocket | null} */ #socket = null
  /** @type {State} */ #state = "connecting"
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #retry
  /** @type {ReturnType<typeof setInterval> | undefined} */ #heartbeat
  /** @type {AbortController | null} */ #listening = null
  #failures = 0
  #pings = 0
  /** When the ping without an answer was sent. @type {number | null} */ #unanswered_ms = null
  /** @type {number | null} */ #rtt_ms = null
  /** @type {any} */ #welcome = null
  /** The ink that the last server held: another one may hold older ink. */ #drawing = ""
  #options

  /**
   * @param {string} canvas this page's own id, under which the server keeps its ink
   * @param {{url?: string, open?: (url: string) => WebSocket, signedIn?: () => Promise<boolean>, random?: () => number, clock?: () => number,
   *   page?: EventTarget & {hidden?: boolean}, device?: EventTarget & {navigator?: {onLine: boolean}}}} [options]
   */
  constructor(canvas, options = {}) {
    super()
    this.canvas = canvas
    this.#options = {
      url: options.url ?? liveUrl(), open: options.open ?? (url => new WebSocket(url)), random: options.random ?? Math.random, clock: options.clock ?? (() => performance.now()),
      signedIn: options.signedIn ?? signedIn, page: options.page ?? document, device: options.device ?? window,
    }
  }

  get state() {
    return this.#state
  }

  /** What the server said at the start, limits among it; null while not online. */
  get welcome() {
    return this.#welcome
  }

  get online() {
    return this.#state === "online"
  }

  /** Bytes that the network has not taken yet. */
  get buffered() {
    return this.#socket?.bufferedAmount ?? 0
  }

  /** Connects, and stays connected from now on; opens again what went idle. */
  open() {
    if (this.#listening) return this.#state === "idle" ? this.#connect() : undefined
    const { page, device } = this.#options
    this.#listening = new AbortController()
    const { signal } = this.#listening
    page.addEventListener("visibilitychange", () => { if (!page.hidden) this.#wake() }, { signal })
    device.addEventListener("online", () => this.#wake(), { signal })
    device.addEventListener("offline", () => this.#lost(), { signal })
    this.#connect()
  }

  close() {
    this.#listening?.abort()
    this.#listening = null
    this.#stop("connecting")
  }

  /** Sends a message if the server is there to take it. @param {object | ArrayBuffer} message @returns {boolean} sent */
  send(message) {
    if (this.#state === "idle") this.#connect()
    if (!this.online || !this.#socket) return false
    this.#socket.send(message instanceof ArrayBuffer ? message : JSON.stringify(message))
    return true
  }

  #connect() {
    this.#drop()
    this.#become(this.#failures || this.#state === "reconnecting" ? "reconnecting" : "connecting")
    const socket = this.#options.open(this.#options.url)
    this.#socket = socket
    this.#retry = setTimeout(() => this.#lost(), LONGEST_WELCOME_MS)
    const current = (/** @type {(event: any) => void} */ act) => (/** @type {any} */ event) => {
      if (socket === this.#socket) act(event)
    }
    socket.addEventListener("open", current(() => socket.send(JSON.stringify(Hello(this.canvas, this.#drawing)))))
    socket.addEventListener("message", current(event => this.#receive(event.data)))
    socket.addEventListener("close", current(event => this.#closed(event.code)))
  }

  /** @param {string} text */
  #receive(text) {
    try {
      const message = parse(text)
      if (message.type === "welcome") this.#welcomed(message)
      else if (message.type === "pong") this.#ponged(message.sent_ms)
      else if (message.type === "error" && message.code === "hello.version") this.#stop("outdated")
      else if (message.type === "bye") this.#dismissed(message.reason, message.reconnect_after_ms)
      this.dispatchEvent(new CustomEvent(message.type, { detail: message }))
    } catch (error) {
      if (!(error instanceof BadMessage)) throw error
      console.warn(error.message)
    }
  }

  /** @param {any} welcome */
  #welcomed(welcome) {
    if (welcome.version !== VERSION) return this.#stop("outdated")
    clearTimeout(this.#retry)
    this.#failures = 0
    this.#welcome = welcome
    this.#drawing = welcome.drawing ?? ""
    this.#heartbeat = setInterval(() => this.#ping(), Math.max(1000, welcome.heartbeat_s * 500))
    this.#become("online")
    this.#ping()
  }

  #ping() {
    const now_ms = this.#options.clock()
    const patience_ms = Math.max(SHORTEST_PONG_WAIT_MS, (this.#welcome?.heartbeat_s ?? 0) * 500)
    if (this.#unanswered_ms !== null && now_ms - this.#unanswered_ms >= patience_ms) return this.#lost()
    this.#unanswered_ms ??= now_ms
    this.send(Ping(++this.#pings, now_ms))
  }

  /** @param {number} sent_ms */
  #ponged(sent_ms) {
    this.#unanswered_ms = null
    this.#rtt_ms = this.#options.clock() - sent_ms
    this.#become("online")
  }

  /** @param {string} reason @param {number | null} after_ms */
  #dismissed(reason, after_ms) {
    if (reason === "session_ended") return this.#stop("ended")
    if (reason === "replaced" || reason === "idle") return this.#stop(reason)
    if (after_ms === null) return this.#stop("closed")
    this.#drop()
    this.#retryIn(after_ms + backoff_ms(0, this.#options.random))
  }

  /** @param {number} code */
  async #closed(code) {
    if (code === CLOSED_SESSION_ENDED) return this.#stop("ended")
    const refused = this.#welcome === null
    this.#lost()
    // A refused handshake looks like a broken network from here: ask by HTTP whether the session is over.
    if (refused && this.#listening && !(await this.#options.signedIn()) && !this.online) this.#stop("ended")
  }

  #lost() {
    if (FINAL.has(this.#state)) return
    this.#drop()
    if (this.#options.device.navigator?.onLine === false) return this.#become("offline")
    this.#retryIn(backoff_ms(this.#failures++, this.#options.random))
  }

  /** @param {number} delay_ms */
  #retryIn(delay_ms) {
    this.#become("reconnecting")
    this.#retry = setTimeout(() => this.#connect(), delay_ms)
  }

  /** The page is looked at again or the network is back: try at once, or make sure that the socket still lives. */
  #wake() {
    if (this.online) return this.#ping()
    if (FINAL.has(this.#state) || this.#state === "connecting") return
    this.#failures = 0
    this.#connect()
  }

  /** @param {State} state */
  #stop(state) {
    this.#drop()
    this.#become(state)
  }

  #drop() {
    clearTimeout(this.#retry)
    clearInterval(this.#heartbeat)
    const socket = this.#socket
    this.#socket = null
    this.#welcome = null
    this.#unanswered_ms = null
    this.#rtt_ms = null
    socket?.close()
  }

  /** @param {State} state */
  #become(state) {
    this.#state = state
    this.dispatchEvent(new CustomEvent("state", { detail: { state, rtt_ms: this.#rtt_ms } }))
  }
}
