import assert from "node:assert/strict"
import test from "node:test"
import { Corrections, markKey, told } from "../../web/static/js/corrections.js"
import { remember } from "../../web/static/js/draw-memory.js"
import { placeOf } from "../../web/static/js/draw-result.js"
import { scaleToShow } from "../../web/static/js/draw-stage.js"
import { Ink } from "../../web/static/js/ink.js"
import { target } from "../../web/static/js/overlay.js"
import { stampedName } from "../../web/static/js/save.js"
import { keyName } from "../../web/static/js/shortcuts.js"

/** @param {number | null} digit @param {number[]} strokes @returns {any} */
const glyph = (digit, strokes) => ({ digit, strokes, probability: 0.6, alternatives: [] })
/** @param {any[][]} lines @returns {any} */
const reading = (...lines) => ({ lines: lines.map(glyphs => ({ glyphs })) })

test("a correction holds while the mark is made of the same strokes, and goes with them", () => {
  const corrections = new Corrections()
  const seven = glyph(7, [1])
  corrections.choose(seven, 1)
  corrections.keepOnly(reading([glyph(4, [0]), glyph(7, [1])]))
  assert.equal(corrections.text(reading([glyph(4, [0]), glyph(7, [1])])), "41")
  const crossed = reading([glyph(4, [0]), glyph(7, [1, 2])])
  corrections.keepOnly(crossed)
  assert.equal(corrections.text(crossed), "47")
  assert.equal(corrections.has(seven), false)
})

test("marks of one stroke are corrected one by one", () => {
  const joined = told(reading([glyph(1, [0]), glyph(0, [1]), glyph(0, [1])]))
  assert.equal(new Set(joined.lines[0].glyphs.map(markKey)).size, 3)
  const corrections = new Corrections()
  corrections.choose(joined.lines[0].glyphs[2], 6)
  corrections.keepOnly(joined)
  assert.equal(corrections.text(joined), "106")
  const three = told(reading([glyph(1, [0]), glyph(0, [1]), glyph(0, [1]), glyph(0, [1])]))
  corrections.keepOnly(three)
  assert.equal(corrections.text(three), "1000", "cut otherwise they are other marks")
})

test("choosing what the reader said takes the correction back", () => {
  const corrections = new Corrections()
  const mark = glyph(7, [1])
  corrections.choose(mark, 1)
  corrections.choose(mark, 7)
  assert.equal(corrections.has(mark), false)
})

test("what is no digit leaves no gap and no empty line in the number", () => {
  const lines = reading([glyph(4, [0]), glyph(null, [1]), glyph(2, [2])], [glyph(null, [3])], [glyph(0, [4])])
  assert.equal(new Corrections().text(lines), "42\n0")
})

test("the details are of the last digit until another is picked, and again once that one is gone", () => {
  const lines = reading([glyph(4, [0]), glyph(2, [1])], [glyph(9, [2]), glyph(null, [3])])
  assert.deepEqual(placeOf(lines, null), { line: 1, glyph: 0 })
  assert.deepEqual(placeOf(lines, "1"), { line: 0, glyph: 1 })
  assert.deepEqual(placeOf(lines, "77"), { line: 1, glyph: 0 })
  assert.equal(placeOf(reading(), null), null)
})

test("a mark that is no digit is explained where there is nothing else", () => {
  assert.deepEqual(placeOf(reading([glyph(null, [0])]), null), { line: 0, glyph: 0 })
})

test("ink that no longer fits after a turn is shown smaller, whole; ink that fits keeps its size", () => {
  assert.equal(scaleToShow({ width: 360, height: 600 }, { right: 720, bottom: 300 }), 348 / 720)
  assert.equal(scaleToShow({ width: 360, height: 600 }, { right: 300, bottom: 300 }), 1)
  assert.equal(scaleToShow({ width: 360, height: 600 }, { right: 0, bottom: 0 }), 1)
})

/** Storage as a tab has it. @returns {any} */
function newStorage() {
  /** @type {Map<string, string>} */ const kept = new Map()
  return {
    getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) => { kept.set(key, value) },
    removeItem: (/** @type {string} */ key) => { kept.delete(key) },
  }
}

test("ink comes back after a reload, and what was cleared does not", t => {
  t.mock.timers.enable({ apis: ["setTimeout"] })
  const storage = newStorage()
  const ink = new Ink({ width: 300, height: 200 })
  remember(ink, "ink", storage)
  ink.begin()
  ink.add([[1, 2, 3, 0.5]])
  t.mock.timers.tick(400)
  const reloaded = new Ink()
  remember(reloaded, "ink", storage)
  assert.deepEqual(reloaded.toJSON(), ink.toJSON())
  reloaded.clear()
  t.mock.timers.tick(400)
  assert.equal(storage.getItem("ink"), null)
})

test("a damaged memory leaves an empty sheet, not a broken page", t => {
  t.mock.method(console, "warn", () => {})
  const storage = newStorage()
  storage.setItem("ink", '{"strokes":')
  const ink = new Ink()
  remember(ink, "ink", storage)
  assert.ok(ink.empty)
})

test("a saved drawing is named by the clock on the wall, in an order that sorts", () => {
  assert.equal(stampedName("drawing", new Date(2026, 1, 3, 4, 5, 6)), "drawing 2026-02-03 04-05-06")
})

test("arrow keys move through the marks of a picture and stop at its ends", () => {
  assert.equal(target("ArrowRight", -1, 3), 0)
  assert.equal(target("ArrowRight", 2, 3), 2)
  assert.equal(target("ArrowLeft", 0, 3), 0)
  assert.equal(target("End", 0, 3), 2)
  assert.equal(target("x", 0, 3), null)
  assert.equal(target("End", -1, 0), null)
})

test("shortcuts have one name on every keyboard", () => {
  const key = { key: "Z", ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }
  assert.equal(keyName({ ...key, metaKey: true, shiftKey: true }), "ctrl+shift+z")
  assert.equal(keyName({ ...key, key: "Escape" }), "escape")
})
