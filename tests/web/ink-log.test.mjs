import assert from "node:assert/strict"
import test from "node:test"
import { Ink } from "../../web/static/js/ink.js"
import { InkLog } from "../../web/static/js/ink-log.js"

/** The server's side of the protocol: accepts the next number, ignores what it has, reports a gap. */
class Server {
  acked = 0
  /** @type {number[][]} x of each point, by stroke */ strokes = []

  /** @param {any} message @returns {number | null} the last accepted number where there is a gap */
  take(message) {
    if (message.seq <= this.acked) return null
    if (message.seq !== this.acked + 1) return this.acked
    this.acked = message.seq
    if (message.type === "ink.clear") this.strokes = []
    if (message.type === "ink.undo") this.strokes.pop()
    if (message.type === "ink.points") {
      assert.ok(message.stroke <= this.strokes.length, "a stroke was skipped")
      if (message.stroke === this.strokes.length) this.strokes.push([])
      this.strokes[message.stroke].push(...message.points.map(([x]) => x))
    }
    return null
  }
}

function setUp() {
  const ink = new Ink({ width: 300, height: 200 })
  const log = new InkLog(ink, { pointsPerMessage: 2 })
  const server = new Server()
  const line = { up: true }
  log.addEventListener("message", event => { if (line.up) server.take(/** @type {CustomEvent} */ (event).detail) })
  const resume = () => { log.resume(server.acked).forEach(message => assert.equal(server.take(message), null)) }
  resume()
  return { ink, log, server, line, resume, seen: () => assert.deepEqual(server.strokes, ink.strokes.map(stroke => stroke.map(([x]) => x))) }
}

/** @param {Ink} ink @param {...number} xs */
function draw(ink, ...xs) {
  ink.begin()
  ink.add(xs.map(x => [x, 0, 0, 0.5]))
}

test("numbers rise by one over all ink messages, and long strokes are split", () => {
  const { ink, log, server, seen } = setUp()
  draw(ink, 1, 2, 3, 4, 5)
  ink.undo()
  draw(ink, 6)
  assert.equal(log.seq, server.acked)
  seen()
})

test("what was drawn, undone and cleared while the line was down arrives after it is back", () => {
  const { ink, line, resume, seen } = setUp()
  draw(ink, 1)
  line.up = false
  draw(ink, 2)
  ink.undo()
  draw(ink, 3, 4)
  resume()
  seen()
})

test("a line that breaks in the middle of a stroke loses none of its points", () => {
  const { ink, line, resume, seen } = setUp()
  draw(ink, 1, 2)
  line.up = false
  ink.add([[3, 0, 0, 0.5]])
  resume()
  line.up = true
  ink.add([[4, 0, 0, 0.5]])
  seen()
})

test("a clear while the line was down reaches a server that still has the old ink", () => {
  const { ink, line, resume, seen } = setUp()
  draw(ink, 1)
  line.up = false
  draw(ink, 2)
  draw(ink, 3)
  ink.clear()
  draw(ink, 4)
  resume()
  seen()
})

test("a server that forgot everything is told the whole drawing anew, numbered from one", () => {
  const { ink, log, server, resume, seen } = setUp()
  draw(ink, 1)
  ink.clear()
  draw(ink, 2, 3, 4)
  draw(ink, 5)
  server.acked = 0
  server.strokes = []
  assert.equal(log.resume(0)[0].seq, 1)
  resume()
  assert.equal(server.acked, log.seq)
  seen()
})

test("a gap is filled from the last message that the server accepted", () => {
  const { ink, log, server, line, seen } = setUp()
  draw(ink, 1)
  line.up = false
  draw(ink, 2)
  line.up = true
  draw(ink, 3)
  log.resume(server.acked).forEach(message => server.take(message))
  seen()
})

test("a clear empties the log: old strokes are not kept for sending again", () => {
  const { ink, log } = setUp()
  for (let i = 0; i < 50; i++) draw(ink, i)
  const before = log.seq
  ink.clear()
  assert.equal(log.first, before + 1)
  assert.deepEqual(log.resume(before).map(({ type }) => type), ["ink.clear"])
})

test("ink restored before the first connection is part of the first resume", () => {
  const ink = new Ink({ width: 10, height: 10 })
  draw(ink, 1, 2)
  const types = new InkLog(ink).resume(0).map(({ type }) => type)
  assert.deepEqual(types, ["ink.canvas", "ink.points"])
})
