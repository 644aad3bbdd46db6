import assert from "node:assert/strict"
import { test } from "node:test"
import { ApiError } from "../../web/static/js/api.js"
import { UploadQueue } from "../../web/static/js/upload-queue.js"

const file = (/** @type {string} */ name) => /** @type {any} */ ({ name, size: 10, type: "image/png" })
const reading = (/** @type {string} */ id, /** @type {object} */ values = {}) => /** @type {any} */ ({ id, status: "queued", pages: 1, pages_done: 0, error: null, text: "", ...values })
const turn = () => new Promise(resolve => setImmediate(resolve))

/** A queue whose server is the test: every upload waits in `uploads` until it is answered. */
function queueing() {
  /** @type {any[]} */ const uploads = []
  /** @type {string[]} */ const cancelled = []
  /** @type {[() => void, number][]} */ const timers = []
  const watch = Object.assign(new EventTarget(), { followed: new Set(), add: (/** @type {any} */ { id }) => { watch.followed.add(id) }, drop: (/** @type {string} */ id) => { watch.followed.delete(id) } })
  const queue = new UploadQueue({
    send: (sent, { onProgress, signal }) => new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason))
      uploads.push({ name: sent.name, resolve, reject, onProgress, signal })
    }),
    cancel: async id => { cancelled.push(id); return reading(id, { status: "cancelled" }) },
    watch, objection: ({ name }) => (name.endsWith(".txt") ? { code: "file.kind", message: "No.", hint: "" } : null),
    later: (act, ms) => timers.push([act, ms]),
  })
  const states = () => queue.items.map(({ state }) => state)
  const says = (/** @type {any} */ about) => watch.dispatchEvent(new CustomEvent("progress", { detail: about }))
  return { queue, uploads, cancelled, timers, watch, states, says }
}

test("nothing is sent before it is asked for, and then two files at a time", async () => {
  const { queue, uploads, states } = queueing()
  queue.add(["a", "b", "c"].map(file))
  assert.equal(uploads.length, 0)
  queue.start()
  assert.deepEqual(states(), ["sending", "sending", "waiting"])
  uploads[0].resolve({ readings: [reading("1")], rejected: [] })
  await turn()
  assert.deepEqual(states(), ["reading", "sending", "sending"])
  assert.deepEqual(uploads.map(({ name }) => name), ["a", "b", "c"])
})

test("one refused file does not hold up the others, and says why", async () => {
  const { queue, uploads, states } = queueing()
  queue.add(["a", "b"].map(file))
  queue.start()
  uploads[0].resolve({ readings: [], rejected: [{ name: "a", error: { code: "x", message: "Damaged.", hint: "" } }] })
  uploads[1].resolve({ readings: [reading("2")], rejected: [] })
  await turn()
  assert.deepEqual(states(), ["failed", "reading"])
  assert.equal(queue.items[0].trouble?.message, "Damaged.")
})

test("a file that cannot be read is never sent, nor offered again", () => {
  const { queue, uploads, states } = queueing()
  queue.add(["a.txt"].map(file))
  queue.start()
  assert.deepEqual(states(), ["failed"])
  assert.equal(queue.items[0].hopeless, true)
  assert.equal(uploads.length, 0)
})

test("cancelling stops a file wherever it is: waiting, on its way, being read", async () => {
  const { queue, uploads, cancelled, states } = queueing()
  queue.add(["a", "b", "c"].map(file))
  queue.start()
  queue.cancel(queue.items[2])
  queue.cancel(queue.items[0])
  uploads[1].resolve({ readings: [reading("2")], rejected: [] })
  await turn()
  assert.deepEqual(states(), ["cancelled", "reading", "cancelled"])
  assert.ok(uploads[0].signal.aborted)
  queue.cancel(queue.items[1])
  await turn()
  assert.deepEqual(cancelled, ["2"])
  assert.deepEqual(states(), ["cancelled", "cancelled", "cancelled"])
})

test("cancelling everything leaves alone what is not on its way", () => {
  const { queue, states } = queueing()
  queue.add(["a", "b.txt"].map(file))
  queue.items.forEach(item => queue.cancel(item))
  assert.deepEqual(states(), ["ready", "failed"])
})

test("a file cancelled while the server's answer was on the way is cancelled there too", async () => {
  const { queue, uploads, cancelled, states } = queueing()
  queue.add([file("a")])
  queue.start()
  uploads[0].resolve({ readings: [reading("1")], rejected: [] })
  queue.cancel(queue.items[0])
  await turn()
  assert.deepEqual(cancelled, ["1"])
  assert.deepEqual(states(), ["cancelled"])
})

test("progress by bytes, then by pages, then the end", async () => {
  const { queue, uploads, states, says, watch } = queueing()
  queue.add([file("a")])
  queue.start()
  uploads[0].onProgress(5, 10)
  assert.equal(queue.items[0].sent, 0.5)
  uploads[0].resolve({ readings: [reading("1", { pages: 2 })], rejected: [] })
  await turn()
  says(reading("1", { status: "reading", pages: 2, pages_done: 1 }))
  assert.equal(queue.items[0].reading?.pages_done, 1)
  says(reading("1", { status: "done", pages: 2, pages_done: 2 }))
  assert.deepEqual(states(), ["done"])
  assert.equal(watch.followed.size, 0)
})

test("a busy server is waited for as long as it says, then everything goes on by itself", async () => {
  const { queue, uploads, states, timers } = queueing()
  queue.add(["a", "b"].map(file))
  queue.start()
  const busy = new ApiError(429, { code: "x", message: "Busy.", hint: "" }, 7)
  uploads[0].reject(busy)
  uploads[1].reject(busy)
  await turn()
  assert.deepEqual(states(), ["waiting", "waiting"])
  assert.deepEqual(timers.map(([, ms]) => ms), [7000])
  timers[0][0]()
  assert.deepEqual(states(), ["sending", "sending"])
})

test("a replaced file takes the place of the old one, whose news are no longer for it", async () => {
  const { queue, uploads, states, says } = queueing()
  queue.add(["a", "b"].map(file))
  queue.start()
  uploads[0].resolve({ readings: [reading("1")], rejected: [] })
  await turn()
  const fresh = queue.replace(queue.items[0], file("c"))
  says(reading("1", { status: "done" }))
  assert.equal(queue.items[0], fresh)
  assert.deepEqual(states(), ["ready", "sending"])
})

test("a file that failed can be tried again", async () => {
  const { queue, uploads, states } = queueing()
  queue.add([file("a")])
  queue.start()
  uploads[0].reject(new ApiError(0, { code: "network", message: "Gone.", hint: "" }))
  await turn()
  assert.deepEqual(states(), ["failed"])
  queue.retry(queue.items[0])
  assert.deepEqual(states(), ["sending"])
  assert.equal(queue.items[0].trouble, null)
})

test("a file that is removed is stopped and gone", async () => {
  const { queue, uploads, states } = queueing()
  queue.add(["a", "b"].map(file))
  queue.start()
  queue.remove(queue.items[0])
  assert.ok(uploads[0].signal.aborted)
  assert.deepEqual(states(), ["sending"])
})
