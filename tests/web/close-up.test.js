import assert from "node:assert/strict"
import { test } from "node:test"
import { boxInCloseUp, closeUpSquare } from "../../web/static/js/close-up.js"

test("the mark is in the middle of a square that holds it", () => {
  const { x, y, side } = closeUpSquare([100, 50, 20, 40], 1)
  assert.equal(x + side / 2, 110)
  assert.equal(y + side / 2, 70)
  assert.ok(side > 40)
})

test("a picture kept at half its size is cut at half the place", () => {
  const whole = closeUpSquare([100, 50, 20, 40], 1)
  const half = closeUpSquare([100, 50, 20, 40], 0.5)
  assert.deepEqual(half, { x: whole.x / 2, y: whole.y / 2, side: whole.side / 2 })
})

test("a mark without extent still has a close-up", () => {
  assert.ok(closeUpSquare([5, 5, 0, 0], 1).side > 0)
})

test("the outline of a mark lies around it in its close-up, with paper on all sides", () => {
  const [x, y, width, height] = boxInCloseUp([100, 50, 20, 40], 96)
  assert.equal(x + width / 2, 48)
  assert.equal(y + height / 2, 48)
  assert.equal(height / width, 2)
  assert.ok(y > 0 && y + height < 96)
})

test("the outline of a mark on its side is turned with it", () => {
  const upright = boxInCloseUp([100, 50, 20, 40], 96)
  const [x, y, width, height] = boxInCloseUp([100, 50, 20, 40], 96, 270)
  assert.deepEqual([y, x, height, width], upright)
  assert.deepEqual(boxInCloseUp([100, 50, 20, 40], 96, 180), upright)
})
