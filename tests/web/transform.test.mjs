import assert from "node:assert/strict"
import test from "node:test"
import { Fit, turnedWithin } from "../../web/static/js/transform.js"

const PICTURE = { width: 400, height: 300 }
const SCREEN = { width: 1000, height: 500 }
const near = (/** @type {number[]} */ actual, /** @type {number[]} */ expected) =>
  actual.forEach((value, i) => assert.ok(Math.abs(value - expected[i]) < 1e-9, `${actual} is not ${expected}`))

test("contain shows the whole picture, centred", () => {
  const fit = Fit.of(PICTURE, SCREEN)
  near(fit.boxToScreen([0, 0, 400, 300]), [1000 / 2 - 400 * (500 / 300) / 2, 0, 400 * (500 / 300), 500])
})

test("cover fills the screen and cuts off what does not fit", () => {
  const fit = Fit.of(PICTURE, SCREEN, { mode: "cover" })
  near(fit.boxToScreen([0, 0, 400, 300]), [0, -125, 1000, 750])
})

test("fill stretches each side by itself", () => {
  near(Fit.of(PICTURE, SCREEN, { mode: "fill" }).toScreen(200, 75), [500, 125])
})

test("a mirrored preview swaps left and right and leaves up and down", () => {
  const [plain, mirrored] = [Fit.of(PICTURE, SCREEN), Fit.of(PICTURE, SCREEN, { mirrored: true })]
  const [x, y] = plain.toScreen(30, 40)
  near(mirrored.toScreen(30, 40), [SCREEN.width - x, y])
})

test("a quarter turn clockwise brings the top left corner to the top right", () => {
  const fit = Fit.of(PICTURE, { width: 300, height: 400 }, { rotation: 90 })
  near(fit.toScreen(0, 0), [300, 0])
  near(fit.toScreen(400, 0), [300, 400])
})

test("a turned picture is fitted by its turned sides", () => {
  near(Fit.of(PICTURE, { width: 300, height: 400 }, { rotation: 270 }).boxToScreen([0, 0, 400, 300]), [0, 0, 300, 400])
})

test("every way of showing a picture can be undone, for points and boxes", () => {
  for (const mode of /** @type {const} */ (["contain", "cover", "fill"])) {
    for (const mirrored of [false, true]) {
      for (const rotation of [0, 90, 180, 270, -90, 360]) {
        const fit = Fit.of(PICTURE, SCREEN, { mode, mirrored, rotation })
        near(fit.toPicture(...fit.toScreen(123, 45)), [123, 45])
        near(fit.boxToPicture(fit.boxToScreen([10, 20, 30, 40])), [10, 20, 30, 40])
      }
    }
  }
})

test("an upright box stays a box of positive size, mirrored or turned", () => {
  for (const rotation of [0, 90, 180, 270]) {
    const [, , width, height] = Fit.of(PICTURE, SCREEN, { mirrored: true, rotation }).boxToScreen([10, 20, 30, 40])
    assert.ok(width > 0 && height > 0)
  }
})

test("the scale tells how large a picture pixel is on the screen", () => {
  assert.equal(Fit.scaled(0.5).scale, 0.5)
  assert.ok(Math.abs(Fit.of(PICTURE, SCREEN, { rotation: 90, mirrored: true }).scale - 500 / 400) < 1e-12)
})

test("the box of a mark at an angle is found within the upright one around it", () => {
  const [cos, sin] = [Math.cos(Math.PI / 9), Math.sin(Math.PI / 9)]
  const [width, height] = [30 * cos + 50 * sin, 30 * sin + 50 * cos]
  for (const degrees of [20, -20]) near(turnedWithin([100, 60, width, height], degrees), [100 + (width - 30) / 2, 60 + (height - 50) / 2, 30, 50])
  near(turnedWithin([1, 2, 3, 4], 0), [1, 2, 3, 4])
  assert.ok(turnedWithin([0, 0, 100, 2], 30).every(value => Number.isFinite(value)))
})
