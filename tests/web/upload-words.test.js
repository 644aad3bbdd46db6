import assert from "node:assert/strict"
import { test } from "node:test"
import { announcement, itemShare, itemWords, startWords } from "../../web/static/js/upload-words.js"

const item = (/** @type {object} */ values) => /** @type {any} */ ({ file: { name: "a.png", size: 2048 }, state: "ready", sent: 0, reading: null, trouble: null, ...values })
const reading = (/** @type {object} */ values) => ({ status: "reading", pages: 1, pages_done: 0, text: "", confidence: 0, ...values })

test("a file says where it is", () => {
  assert.equal(itemWords(item({})), "2.0 kB · ready")
  assert.equal(itemWords(item({ state: "sending", sent: 0.5 })), "Sending, 1.0 kB of 2.0 kB")
  assert.equal(itemWords(item({ state: "reading", reading: reading({ pages: 4, pages_done: 1 }) })), "Reading page 2 of 4")
  assert.equal(itemWords(item({ state: "cancelled" })), "Cancelled")
})

test("trouble is told with what to do about it, but not twice", () => {
  assert.equal(itemWords(item({ state: "failed", trouble: { message: "Damaged.", hint: "Scan it again." } })), "Damaged. Scan it again.")
  assert.equal(itemWords(item({ state: "failed", trouble: { message: "Scan it again.", hint: "Scan it again." } })), "Scan it again.")
})

test("the way there is half of the work, the pages the other", () => {
  assert.equal(itemShare(item({ state: "sending", sent: 0.5 })), 0.25)
  assert.equal(itemShare(item({ state: "reading", sent: 1, reading: reading({ pages: 4, pages_done: 2 }) })), 0.75)
  assert.equal(itemShare(item({ state: "reading", sent: 1, reading: reading({ pages: 0 }) })), 0.5)
  assert.equal(itemShare(item({ state: "done" })), 1)
})

test("a screen reader hears the end of each file and nothing between", () => {
  assert.equal(announcement(item({ state: "reading", reading: reading({}) })), "")
  assert.equal(announcement(item({ state: "done", reading: reading({ text: "4071\n12" }) })), "a.png: 4071 · 12")
  assert.equal(announcement(item({ state: "done", reading: reading({}) })), "a.png: no digits")
  assert.equal(announcement(item({ state: "failed", trouble: { message: "Damaged.", hint: "" } })), "a.png: Damaged.")
})

test("the button counts what it would start, or what it started", () => {
  assert.deepEqual([startWords(1, 0), startWords(3, 1), startWords(0, 2), startWords(0, 0)], ["Read 1 file", "Read 3 files", "Reading 2 files", "Read"])
})
