import assert from "node:assert/strict"
import { test } from "node:test"
import { searchedDigits, splitMatches } from "../../web/static/js/digit-search.js"

test("only digits are searched for", () => {
  assert.equal(searchedDigits(" 4 0.71-x"), "4071")
  assert.equal(searchedDigits("abc"), "")
})

test("every other piece is a match", () => {
  assert.deepEqual(splitMatches("4071 · 07", "07"), ["4", "07", "1 · ", "07", ""])
  assert.deepEqual(splitMatches("4071", "9"), ["4071"])
  assert.deepEqual(splitMatches("4071", ""), ["4071"])
})
