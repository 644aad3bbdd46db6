import assert from "node:assert/strict"
import { test } from "node:test"
import { PendingDeletes } from "../../web/static/js/pending-deletes.js"

/** @param {string[]} [noted] by the page before */
function deletes(noted = []) {
  /** @type {[string, object | undefined][]} */ const sent = []
  const note = { ids: noted, read: () => note.ids, write: (/** @type {string[]} */ ids) => { note.ids = ids } }
  const pending = new PendingDeletes(async (id, options) => { sent.push([id, options]) }, note)
  return { sent, pending, note }
}

test("nothing is deleted while there is a way back", async () => {
  const { sent, pending } = deletes()
  pending.add("a")
  assert.equal(pending.undo("a"), true)
  await pending.commit("a")
  assert.deepEqual(sent, [])
})

test("what is deleted for good is deleted once, and cannot be brought back", async () => {
  const { sent, pending } = deletes()
  pending.add("a")
  await pending.commit("a")
  await pending.commit("a")
  await pending.flush()
  assert.deepEqual(sent, [["a", undefined]])
  assert.equal(pending.undo("a"), false)
})

test("leaving the page deletes what was waiting, by requests that outlive it", async () => {
  const { sent, pending } = deletes()
  pending.add("a")
  pending.add("b")
  await pending.flush()
  assert.deepEqual(sent, [["a", { keepalive: true }], ["b", { keepalive: true }]])
  assert.equal(pending.has("a"), false)
})

test("the next page knows what was sent off last, and only the next", async () => {
  const first = deletes()
  first.pending.add("a")
  await first.pending.flush()
  const second = deletes(first.note.ids)
  second.pending.resume()
  assert.equal(second.pending.has("a"), true)
  await second.pending.flush()
  const third = deletes(second.note.ids)
  third.pending.resume()
  assert.equal(third.pending.has("a"), false)
})
