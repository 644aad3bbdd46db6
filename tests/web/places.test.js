import assert from "node:assert/strict"
import { test } from "node:test"
import { digits, documentText, nextAfter, toCheck, weakest } from "../../web/static/js/places.js"

const glyph = (/** @type {number | null} */ digit, /** @type {number} */ probability) => ({ digit, probability })
const ask = (/** @type {object[]} */ ...glyphs) => Object.assign(glyphs, { verdict: "ask" })
const page = (/** @type {any[]} */ ...lines) => /** @type {any} */ ({
  lines: lines.map(glyphs => ({ glyphs, verdict: glyphs.verdict ?? "accept" })),
  text: lines.map(glyphs => glyphs.map(({ digit }) => digit ?? "").join("")).join("\n"),
})
const pages = [
  page(ask(glyph(1, 0.99), glyph(null, 0.2), glyph(2, 0.8)), ask(glyph(3, 0.5))),
  null,
  { error: { code: "x", message: "x", hint: "" } },
  page([glyph(6, 0.7)], ask(glyph(4, 0.9), glyph(5, 0.999)), ask(glyph(null, 0.4))),
  page([]),
]

test("of each number that is to be looked at the least certain digit is shown; others and marks alone are not", () => {
  assert.equal(digits(pages).length, 6)
  assert.deepEqual(toCheck(pages).map(({ page, line, glyph }) => [page, line, glyph]), [[0, 0, 2], [0, 1, 0], [3, 1, 0]])
})

test("the weakest digit of a page is found; a page without digits has none", () => {
  assert.equal(weakest(pages, 0)?.line, 1)
  assert.equal(weakest(pages, 3)?.glyph, 0)
  assert.deepEqual([1, 2, 4, 9].map(at => weakest(pages, at)), [null, null, null, null])
})

test("checking goes on from the digit picked, over pages, and round to the start", () => {
  const places = toCheck(pages)
  assert.equal(nextAfter(places, null), places[0])
  assert.equal(nextAfter(places, { page: 0, line: 0, glyph: 0 }), places[0])
  assert.equal(nextAfter(places, places[1]), places[2])
  assert.equal(nextAfter(places, places[2]), places[0])
  assert.equal(nextAfter([], null), null)
})

test("pages without digits leave no gap in the text", () => {
  assert.equal(documentText(pages), "12\n3\n\n6\n45\n")
})
