import assert from "node:assert/strict"
import { test } from "node:test"
import { imageUrl, retryAfter, troubleOf, troubleWords } from "../../web/static/js/api.js"

test("the server's own sentence is used where there is one", () => {
  const error = { code: "pdf.encrypted", message: "This PDF has a password.", hint: "Save a copy without one." }
  assert.deepEqual(troubleOf(422, { error }), error)
})

test("an answer that is not ours still becomes a sentence", () => {
  for (const body of [null, "<html>", { error: "text" }, {}]) assert.match(troubleOf(502, body).message, /502/)
  assert.equal(troubleOf(413, null).code, "too_large")
  assert.equal(troubleOf(0, null).code, "network")
})

test("message and hint are said once where they are the same", () => {
  assert.equal(troubleWords({ message: "A.", hint: "B." }), "A. B.")
  assert.equal(troubleWords({ message: "A.", hint: "A." }), "A.")
  assert.equal(troubleWords(null), "")
})

test("Retry-After is seconds or nothing", () => {
  assert.deepEqual(["3", "0", null, "", "soon", "-1"].map(retryAfter), [3, 0, null, null, null, null])
})

test("an id can not climb out of its path", () => {
  assert.equal(imageUrl("a/../b", 2), "/api/readings/a%2F..%2Fb/pages/2/image")
})
