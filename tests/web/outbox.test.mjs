import assert from "node:assert/strict"
import test from "node:test"
import { Outbox } from "../../web/static/js/outbox.js"

/** An outbox of 10 messages a second on a clock that only the test moves. */
function setUp() {
  /** @type {number[]} */ const sent = []
  const time = { now_ms: 0, /** @type {{at_ms: number, run: () => void}[]} */ timers: [] }
  const outbox = new Outbox((/** @type {number} */ message) => sent.push(message), {
    per_s: 10, clock: () => time.now_ms, later: (run, ms) => time.timers.push({ at_ms: time.now_ms + ms, run }),
  })
  const pass = (/** @type {number} */ ms) => {
    const until = time.now_ms + ms
    for (let timer = time.timers.shift(); timer; timer = time.timers.shift()) {
      if (timer.at_ms > until) return void time.timers.unshift(timer)
      time.now_ms = timer.at_ms
      timer.run()
    }
    time.now_ms = until
  }
  return { outbox, sent, pass }
}

const count = (/** @type {number} */ n) => Array.from({ length: n }, (_, i) => i)

test("ordinary traffic goes straight out", () => {
  const { outbox, sent } = setUp()
  outbox.push(1)
  outbox.push(2, 3)
  assert.deepEqual(sent, [1, 2, 3])
})

test("a long resume leaves in order and never faster than the rate", () => {
  const { outbox, sent, pass } = setUp()
  outbox.push(...count(35))
  assert.equal(sent.length, 10)
  pass(1000)
  assert.ok(sent.length > 15 && sent.length <= 20, `${sent.length} after a second`)
  pass(2000)
  assert.deepEqual(sent, count(35))
})

test("what is new waits behind what waits already", () => {
  const { outbox, sent, pass } = setUp()
  outbox.push(...count(12))
  outbox.push(99)
  pass(2000)
  assert.deepEqual(sent, [...count(12), 99])
})

test("what waited for a lost connection is not sent on the next one", () => {
  const { outbox, sent, pass } = setUp()
  outbox.push(...count(12))
  outbox.empty()
  pass(5000)
  outbox.push(99)
  assert.deepEqual(sent, [...count(10), 99])
})
