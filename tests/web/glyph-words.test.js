import assert from "node:assert/strict"
import { test } from "node:test"
import { sentence } from "../../web/static/js/glyph-words.js"

const alternatives = [{ digit: 1, probability: 0.2 }, { digit: 4, probability: 0.1 }, { digit: 9, probability: 0.01 }]

test("a sure digit is not talked about", () => {
  assert.equal(sentence({ digit: 7, probability: 0.99, alternatives }), "99.0 % sure.")
})

test("a doubtful digit names the two that it may be instead", () => {
  assert.equal(sentence({ digit: 7, probability: 0.8, alternatives }), "80.0 %: check this one. It may be 1 or 4.")
  assert.equal(sentence({ digit: 7, probability: 0.4, alternatives: [] }), "40.0 %: unclear.")
})

test("what is no digit is said to be left out", () => {
  assert.match(sentence({ digit: null, probability: 0.97, alternatives }), /^Not a digit, 97\.0 %\./)
})
