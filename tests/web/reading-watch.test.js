import assert from "node:assert/strict"
import { test } from "node:test"
import { ReadingWatch } from "../../web/static/js/reading-watch.js"

const summary = (/** @type {object} */ values) => /** @type {any} */ ({ id: "a", status: "reading", pages: 3, pages_done: 0, ...values })

/** A watch beside a socket that is up or down, its timer in the test's hand. @param {{ online?: boolean, answers?: any[] }} [how] */
function watching({ online = true, answers = [] } = {}) {
  const live = Object.assign(new EventTarget(), { online })
  /** @type {[() => unknown, number][]} */ const timers = []
  const ask = async () => {
    const answer = answers.shift()
    if (answer instanceof Error) throw answer
    return answer
  }
  const watch = new ReadingWatch(live, ask, (act, ms) => timers.push([act, ms]))
  /** @type {any[]} */ const told = []
  watch.addEventListener("progress", event => told.push(/** @type {CustomEvent} */ (event).detail))
  const push = (/** @type {object} */ values) => live.dispatchEvent(new CustomEvent("reading.progress", { detail: { reading: summary(values) } }))
  return { watch, told, timers, push }
}

test("what the socket says is told once, and only of readings that are followed", () => {
  const { watch, told, push } = watching()
  watch.add(summary({}))
  push({ pages_done: 1 })
  push({ pages_done: 1 })
  push({ id: "other", pages_done: 2 })
  assert.deepEqual(told.map(({ pages_done }) => pages_done), [1])
})

test("a reading that is over is followed no more", () => {
  const { watch, told, push } = watching()
  watch.add(summary({}))
  push({ status: "done", pages_done: 3 })
  push({ status: "reading", pages_done: 2 })
  assert.deepEqual(told.map(({ status }) => status), ["done"])
})

test("a reading that is over when it comes is told at once and never asked about", () => {
  const { watch, told, timers } = watching()
  watch.add(summary({ status: "done" }))
  assert.equal(told.length, 1)
  assert.equal(timers.length, 0)
})

test("without a socket the server is asked until the reading is over, and oftener than with one", async () => {
  const { watch, told, timers } = watching({ online: false, answers: [summary({ pages_done: 1 }), summary({ status: "done", pages_done: 3 })] })
  watch.add(summary({}))
  await timers[0][0]()
  await timers[1][0]()
  assert.deepEqual(told.map(({ pages_done }) => pages_done), [1, 3])
  assert.equal(timers.length, 2)
  const beside = watching({ online: true })
  beside.watch.add(summary({}))
  assert.ok(timers[0][1] < beside.timers[0][1])
})

test("a refusal that may pass is asked again, a reading that is gone is not", async () => {
  const gone = Object.assign(new Error("gone"), { status: 404 })
  const { watch, told, timers } = watching({ online: false, answers: [new Error("network"), gone] })
  watch.add(summary({}))
  await timers[0][0]()
  await timers[1][0]()
  assert.equal(timers.length, 2)
  assert.deepEqual(told, [])
})
