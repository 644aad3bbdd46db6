import assert from "node:assert/strict"
import test, { mock } from "node:test"
import { Live } from "../../web/static/js/live.js"

/** The browser's end of a socket, moved by the test. */
class Socket extends EventTarget {
  /** @type {any[]} */ sent = []
  closed = false
  bufferedAmount = 0

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text))
  }

  close() {
    this.closed = true
  }

  open() {
    this.dispatchEvent(new Event("open"))
  }

  /** @param {object} message */
  hear(message) {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(message) }))
  }

  /** @param {number} code */
  drop(code = 1006) {
    this.dispatchEvent(Object.assign(new Event("close"), { code }))
  }
}

const WELCOME = { type: "welcome", version: 1, server: "0", canvas: "sheet", acked: 0, limits: {}, heartbeat_s: 10 }

/** @param {import("node:test").TestContext} t */
function setUp(t, { signedIn = true } = {}) {
  t.after(() => mock.timers.reset())
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] })
  /** @type {Socket[]} */ const sockets = []
  const time = { now_ms: 0 }
  const page = Object.assign(new EventTarget(), { hidden: false })
  const device = Object.assign(new EventTarget(), { navigator: { onLine: true } })
  const live = new Live("sheet", {
    url: "wss://numeral.test/live", page, device, random: () => 1, clock: () => time.now_ms, signedIn: async () => signedIn,
    open: () => { const socket = new Socket(); sockets.push(socket); return /** @type {any} */ (socket) },
  })
  const pass = (/** @type {number} */ ms) => { time.now_ms += ms; mock.timers.tick(ms) }
  const last = () => sockets[sockets.length - 1]
  const welcome = () => { last().open(); last().hear(WELCOME) }
  return { live, sockets, page, device, pass, last, welcome }
}

test("it says hello with its canvas first, and is online once welcomed", t => {
  const { live, last, welcome } = setUp(t)
  live.open()
  assert.equal(live.state, "connecting")
  assert.equal(live.send({ type: "ink.undo", seq: 1 }), false)
  welcome()
  assert.deepEqual(last().sent[0], { type: "hello", version: 1, canvas: "sheet", drawing: "" })
  assert.equal(live.state, "online")
  assert.equal(live.send({ type: "ink.undo", seq: 1 }), true)
})

test("it names the ink that the last server held, for the next one may hold older ink", t => {
  const { live, last, pass } = setUp(t)
  live.open()
  last().open()
  last().hear({ ...WELCOME, drawing: "d1" })
  last().drop()
  pass(60_000)
  last().open()
  assert.equal(last().sent[0].drawing, "d1")
})

test("each server message is an event of its type; what is no message is passed over", t => {
  const { live, last, welcome } = setUp(t)
  t.mock.method(console, "warn", () => {})
  live.open()
  welcome()
  /** @type {any[]} */ const heard = []
  live.addEventListener("pong", event => heard.push(/** @type {CustomEvent} */ (event).detail.id))
  last().hear({ type: "nonsense" })
  last().hear({ type: "pong", id: 7, sent_ms: 0 })
  assert.deepEqual(heard, [7])
})

test("a lost connection is tried again, later each time, and welcomed back at once", t => {
  const { live, sockets, pass, welcome, last } = setUp(t)
  live.open()
  welcome()
  last().drop()
  assert.equal(live.state, "reconnecting")
  pass(400)
  assert.equal(sockets.length, 2)
  last().drop()
  pass(400)
  assert.equal(sockets.length, 2, "the second wait is longer")
  pass(400)
  assert.equal(sockets.length, 3)
  welcome()
  assert.equal(live.state, "online")
})

test("a socket that no longer answers is given up, though it never closed", t => {
  const { live, sockets, pass, welcome } = setUp(t)
  live.open()
  welcome()
  pass(5000)
  assert.equal(live.state, "reconnecting")
  assert.ok(sockets[0].closed)
})

test("a ping that is answered keeps the socket and tells the round trip", t => {
  const { live, sockets, pass, welcome, last } = setUp(t)
  /** @type {any[]} */ const trips = []
  live.addEventListener("state", event => trips.push(/** @type {CustomEvent} */ (event).detail.rtt_ms))
  live.open()
  welcome()
  for (let i = 0; i < 3; i++) {
    pass(12)
    const ping = last().sent.findLast(({ type }) => type === "ping")
    last().hear({ type: "pong", id: ping.id, sent_ms: ping.sent_ms })
    pass(4988)
  }
  assert.equal(sockets.length, 1)
  assert.ok(trips.includes(12))
})

test("the end of the session is final: no more attempts", t => {
  for (const end of [(/** @type {Socket} */ s) => s.hear({ type: "bye", reason: "session_ended", reconnect_after_ms: null }), (/** @type {Socket} */ s) => s.drop(4401)]) {
    const { live, sockets, pass, page, welcome, last } = setUp(t)
    live.open()
    welcome()
    end(last())
    assert.equal(live.state, "ended")
    page.dispatchEvent(new Event("visibilitychange"))
    pass(60_000)
    assert.equal(sockets.length, 1)
    mock.timers.reset()
  }
})

test("a handshake refused because the session is over ends it; one refused otherwise is tried again", async t => {
  const over = setUp(t, { signedIn: false })
  over.live.open()
  over.last().drop()
  await new Promise(resolve => setImmediate(resolve))
  assert.equal(over.live.state, "ended")
  mock.timers.reset()
  const busy = setUp(t)
  busy.live.open()
  busy.last().drop()
  await new Promise(resolve => setImmediate(resolve))
  busy.pass(400)
  assert.equal(busy.sockets.length, 2)
})

test("a restarting server says when to come back", t => {
  const { live, sockets, pass, welcome, last } = setUp(t)
  live.open()
  welcome()
  last().hear({ type: "bye", reason: "restarting", reconnect_after_ms: 2000 })
  pass(1999)
  assert.equal(sockets.length, 1)
  pass(401)
  assert.equal(sockets.length, 2)
})

test("a server that does not answer the hello is given up and tried again", t => {
  const { live, sockets, pass, last } = setUp(t)
  live.open()
  last().open()
  pass(10_000)
  assert.equal(live.state, "reconnecting")
  assert.ok(sockets[0].closed)
  pass(400)
  assert.equal(sockets.length, 2)
})

test("a server that wants no more of this page is left alone, and so is a page that another one replaced", t => {
  for (const [reason, state] of [["flooding", "closed"], ["replaced", "replaced"]]) {
    const { live, sockets, pass, page, welcome, last } = setUp(t)
    live.open()
    welcome()
    last().hear({ type: "bye", reason, reconnect_after_ms: null })
    page.dispatchEvent(new Event("visibilitychange"))
    pass(60_000)
    assert.equal(live.state, state)
    assert.equal(sockets.length, 1)
    mock.timers.reset()
  }
})

test("a rested connection opens again with the next message", t => {
  const { live, sockets, welcome, last } = setUp(t)
  live.open()
  welcome()
  last().hear({ type: "bye", reason: "idle", reconnect_after_ms: null })
  assert.equal(live.state, "idle")
  assert.equal(live.send({ type: "ink.undo", seq: 1 }), false)
  assert.equal(sockets.length, 2)
})

test("without a network it waits, and comes back with it", t => {
  const { live, sockets, pass, device, welcome } = setUp(t)
  live.open()
  welcome()
  device.navigator.onLine = false
  device.dispatchEvent(new Event("offline"))
  assert.equal(live.state, "offline")
  pass(60_000)
  assert.equal(sockets.length, 1)
  device.navigator.onLine = true
  device.dispatchEvent(new Event("online"))
  assert.equal(sockets.length, 2)
})

test("a page that is looked at again does not wait for the next attempt", t => {
  const { live, sockets, page, welcome, last } = setUp(t)
  live.open()
  welcome()
  last().drop()
  page.dispatchEvent(new Event("visibilitychange"))
  assert.equal(sockets.length, 2)
})

test("a late word of an old socket changes nothing", t => {
  const { live, sockets, pass, welcome, last } = setUp(t)
  live.open()
  welcome()
  last().drop()
  pass(400)
  welcome()
  sockets[0].drop(4401)
  assert.equal(live.state, "online")
})

test("a server of another version is not talked to", t => {
  for (const word of [{ ...WELCOME, version: 2 }, { type: "error", code: "hello.version", message: "No.", hint: "Reload.", seq: null }]) {
    const { live, last } = setUp(t)
    live.open()
    last().open()
    last().hear(word)
    assert.equal(live.state, "outdated")
    assert.ok(last().closed)
    mock.timers.reset()
  }
})
