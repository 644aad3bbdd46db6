import assert from "node:assert/strict"
import { test } from "node:test"
import { fieldError, looksLikeEmail } from "../../web/static/js/field-rules.js"

const field = (/** @type {object} */ values) => ({ name: "x", label: "Password", value: "", required: true, type: "password", minLength: -1, ...values })

test("a missing value is named", () => {
  assert.equal(fieldError(field({})), "Password is missing.")
  assert.equal(fieldError(field({ required: false })), "")
})

test("spaces alone are nothing, but spaces in a password count", () => {
  assert.equal(fieldError(field({ type: "text", label: "Username", value: "  " })), "Username is missing.")
  assert.equal(fieldError(field({ value: "        ", minLength: 8 })), "")
})

test("a short password is told how much is to go", () => {
  assert.equal(fieldError(field({ value: "12345", minLength: 8 })), "At least 8 characters, please: 3 to go.")
})

test("the second typing must be the first", () => {
  assert.equal(fieldError(field({ value: "abc", twin: "abd" })), "The two passwords differ.")
  assert.equal(fieldError(field({ value: "abc", twin: "abc" })), "")
})

test("slips in an address are caught, unusual addresses are not", () => {
  for (const good of ["a@b.org", "o'neil+x@mail.example.co.uk", "ü@bücher.example", "root@localhost"]) assert.ok(looksLikeEmail(good), good)
  for (const bad of ["a", "a@", "@b.org", "a b@c.org", "a@b", "a@b.org."]) assert.ok(!looksLikeEmail(bad), bad)
})
