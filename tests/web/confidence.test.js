import assert from "node:assert/strict"
import { test } from "node:test"
import { SURE, WEAK, level, percent } from "../../web/static/js/confidence.js"

test("a probability at a limit belongs to the better side", () => {
  assert.deepEqual([SURE, SURE - 1e-6, WEAK, WEAK - 1e-6].map(level), ["sure", "doubt", "doubt", "weak"])
})

test("rounding never makes a certainty", () => {
  assert.equal(percent(0.99996), "99.9 %")
  assert.equal(percent(0), "< 0.1 %")
  assert.equal(percent(0.00004), "< 0.1 %")
  assert.equal(percent(1), "100 %")
  assert.equal(percent(0.6), "60.0 %")
})
