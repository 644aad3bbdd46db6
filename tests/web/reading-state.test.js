import assert from "node:assert/strict"
import { test } from "node:test"
import { isOver, readingState } from "../../web/static/js/reading-state.js"

const reading = (/** @type {object} */ values) => /** @type {any} */ ({ status: "done", pages: 1, pages_done: 1, text: "4071", confidence: 0.99, ...values })
const words = (/** @type {object} */ values) => readingState(reading(values)).words

test("the number of pages is told only where there are several", () => {
  assert.equal(words({ status: "reading", pages: 1, pages_done: 0 }), "Reading")
  assert.equal(words({ status: "reading", pages: 5, pages_done: 2 }), "Page 3 of 5")
  assert.equal(words({ status: "reading", pages: 5, pages_done: 5 }), "Page 5 of 5")
})

test("without a verdict a finished reading is as sure as its least sure number", () => {
  assert.deepEqual(readingState(reading({ confidence: 0.5 })), { tone: "bad", words: "Unclear · 50.0 %" })
  assert.equal(readingState(reading({ confidence: 0.9 })).tone, "warn")
  assert.equal(readingState(reading({ confidence: 0.99 })).tone, "good")
})

test("its verdict says what to do, however high its confidence", () => {
  assert.deepEqual(readingState(reading({ confidence: 0.959, verdict: "ask" })), { tone: "warn", words: "Check · 95.9 %" })
  assert.equal(readingState(reading({ confidence: 0.9, verdict: "accept" })).tone, "good")
  assert.equal(words({ confidence: 0.2, verdict: "ignore" }), "Unclear · 20.0 %")
})

test("of several numbers it says how many are to be looked at", () => {
  assert.deepEqual(readingState(reading({ confidence: 0.4, verdict: "ask", numbers: 40, to_check: 3 })), { tone: "warn", words: "Check 3 of 40" })
  assert.equal(words({ confidence: 0.9, verdict: "ask", numbers: 1, to_check: 1 }), "Check · 90.0 %")
  assert.equal(words({ confidence: 0.9, verdict: "ask", numbers: null, to_check: null }), "Check · 90.0 %")
  assert.equal(words({ confidence: 0.98, verdict: "accept", numbers: 40, to_check: 0 }), "Sure · 98.0 %")
})

test("a page without digits is not called unclear", () => {
  assert.equal(words({ text: "", confidence: 0 }), "No digits")
})

test("a cancelled reading says what it still has", () => {
  assert.equal(words({ status: "cancelled", pages_done: 0 }), "Cancelled")
  assert.equal(words({ status: "cancelled", pages_done: 2 }), "Stopped after 2 pages")
})

test("done, failed and cancelled are over; queued and reading are not", () => {
  const over = ["queued", "reading", "done", "failed", "cancelled"].map(status => isOver(reading({ status })))
  assert.deepEqual(over, [false, false, true, true, true])
})
