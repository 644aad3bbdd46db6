import assert from "node:assert/strict"
import { test } from "node:test"
import { excerpt, searchedDigits, splitMatches } from "../../web/static/js/digit-search.js"

test("only digits are searched for", () => {
  assert.equal(searchedDigits(" 4 0.71-x"), "4071")
  assert.equal(searchedDigits("abc"), "")
})

test("every other piece is a match", () => {
  assert.deepEqual(splitMatches("4071 · 07", "07"), ["4", "07", "1 · ", "07", ""])
  assert.deepEqual(splitMatches("4071", "9"), ["4071"])
  assert.deepEqual(splitMatches("4071", ""), ["4071"])
})

test("the lines of a number stand in one line, empty ones left out", () => {
  assert.equal(excerpt("4071\n\n1200"), "4071 · 1200")
  assert.equal(excerpt(""), "")
})

test("what was found is where the row begins, however far down the page", () => {
  assert.equal(excerpt("4071\n1200\n999", "200"), "… 1200 · 999")
  assert.equal(excerpt("4071\n1200", "71"), "4071 · 1200")
})

test("a page full of numbers does not fill a row with what nobody sees", () => {
  assert.ok(excerpt("12345\n".repeat(1000)).length <= 120)
})
