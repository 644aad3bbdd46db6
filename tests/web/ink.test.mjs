import assert from "node:assert/strict"
import test from "node:test"
import { Ink } from "../../web/static/js/ink.js"

/** @param {Ink} ink @param {...number} xs */
export function draw(ink, ...xs) {
  ink.begin()
  for (const x of xs) ink.add([[x, 2 * x, 0, 0.5]])
}

test("points that arrive while the pen is down belong to one stroke", () => {
  const ink = new Ink()
  draw(ink, 1, 2, 3)
  draw(ink, 4)
  assert.deepEqual(ink.strokes.map(stroke => stroke.map(([x]) => x)), [[1, 2, 3], [4]])
})

test("undo takes strokes back one by one, redo brings them again in order", () => {
  const ink = new Ink()
  draw(ink, 1)
  draw(ink, 2)
  ink.undo()
  ink.undo()
  assert.equal(ink.strokes.length, 0)
  ink.redo()
  ink.redo()
  assert.deepEqual(ink.strokes.map(([[x]]) => x), [1, 2])
  assert.equal(ink.canRedo, false)
})

test("a new stroke ends the chance to redo an old one", () => {
  const ink = new Ink()
  draw(ink, 1)
  ink.undo()
  draw(ink, 2)
  ink.redo()
  assert.deepEqual(ink.strokes.map(([[x]]) => x), [2])
})

test("undo right after a clear brings everything back", () => {
  const ink = new Ink()
  draw(ink, 1)
  draw(ink, 2)
  ink.clear()
  assert.ok(ink.empty && ink.canUndo)
  ink.undo()
  assert.deepEqual(ink.strokes.map(([[x]]) => x), [1, 2])
})

test("what was wiped is forgotten once something new is drawn", () => {
  const ink = new Ink()
  draw(ink, 1)
  ink.clear()
  draw(ink, 2)
  ink.undo()
  ink.undo()
  assert.ok(ink.empty && !ink.canUndo)
})

test("a palm's mark is discarded without a trace, and the stroke before it stays", () => {
  const ink = new Ink()
  draw(ink, 1)
  draw(ink, 2)
  ink.discard()
  assert.deepEqual(ink.strokes.map(([[x]]) => x), [1])
  assert.equal(ink.canRedo, false)
})

test("a palm that had not left a point yet takes nothing with it", () => {
  const ink = new Ink()
  draw(ink, 1)
  ink.begin()
  ink.discard()
  assert.equal(ink.strokes.length, 1)
})

test("a drawing restored from its JSON is the same drawing, on the same canvas", () => {
  const ink = new Ink({ width: 300, height: 200, pen_px: 6 })
  draw(ink, 1, 2)
  draw(ink, 3)
  const copy = new Ink()
  copy.restore(JSON.parse(JSON.stringify(ink)))
  assert.deepEqual(copy.toJSON(), ink.toJSON())
})

test("the extent reaches to the farthest point and the pen's width beyond", () => {
  const ink = new Ink({ pen_px: 10 })
  assert.deepEqual(ink.extent, { right: 0, bottom: 0 })
  draw(ink, 5, 30)
  assert.deepEqual(ink.extent, { right: 40, bottom: 70 })
})

test("an unchanged canvas is no change", () => {
  const ink = new Ink({ width: 10, height: 10 })
  let changes = 0
  ink.addEventListener("change", () => changes++)
  ink.setCanvas({ width: 10, height: 10 })
  assert.equal(changes, 0)
})
