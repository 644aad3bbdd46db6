import assert from "node:assert/strict"
import { test } from "node:test"
import { effectiveTheme, nextChoice } from "../../web/static/js/theme.js"

test("the system's theme stands until the person chooses", () => {
  assert.equal(effectiveTheme(undefined, true), "dark")
  assert.equal(effectiveTheme(undefined, false), "light")
  assert.equal(effectiveTheme("light", true), "light")
})

test("going back to what the system says lets the page follow it again", () => {
  assert.equal(nextChoice("light", false), "dark")
  assert.equal(nextChoice("dark", false), null)
  assert.equal(nextChoice("dark", true), "light")
  assert.equal(nextChoice("light", true), null)
})
