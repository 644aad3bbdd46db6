import assert from "node:assert/strict"
import test from "node:test"
import { centreLine, isEven, outline, strokeWidth } from "../../web/static/js/render.js"

/** A canvas path that writes down what is drawn. */
class Path {
  /** @type {any[][]} */ steps = []
  moveTo = this.#note("move")
  lineTo = this.#note("line")
  quadraticCurveTo = this.#note("curve")
  arc = this.#note("arc")
  closePath = this.#note("close")

  /** @param {string} name */
  #note(name) {
    return (/** @type {any[]} */ ...values) => { this.steps.push([name, ...values]) }
  }
}

/** @type {import("../../web/static/js/messages.js").Point[]} */
const STROKE = [[0, 0, 0, 0.5], [10, 0, 8, 0.5], [10, 20, 16, 0.5], [30, 20, 24, 0.5]]

test("the pen's width is its own at the pressure of a finger, and follows that of a pen", () => {
  assert.equal(strokeWidth(10, 0.5), 10)
  assert.ok(strokeWidth(10, 1) > strokeWidth(10, 0.1))
})

test("a stroke runs from its first to its last point, smooth from midpoint to midpoint", () => {
  const path = new Path()
  centreLine(path, STROKE)
  assert.deepEqual(path.steps, [["move", 0, 0], ["curve", 0, 0, 5, 0], ["curve", 10, 0, 10, 10], ["curve", 10, 20, 20, 20], ["line", 30, 20]])
})

test("a stroke drawn in two goes meets where it was cut, as if it had been drawn in one", () => {
  const [whole, first, rest] = [new Path(), new Path(), new Path()]
  centreLine(whole, STROKE)
  centreLine(first, STROKE.slice(0, 3), 0, true)
  centreLine(rest, STROKE, 2)
  assert.deepEqual(rest.steps[0].slice(1), first.steps.at(-1)?.slice(3), "the rest starts where the first part ended")
  assert.deepEqual([...first.steps, ...rest.steps.slice(1)], whole.steps)
})

test("a tap leaves a dot", () => {
  const path = new Path()
  centreLine(path, [[5, 5, 0, 0.5]])
  assert.deepEqual(path.steps, [["move", 5, 5], ["line", 5, 5]])
})

test("even pressure is told from pressure that varies", () => {
  assert.ok(isEven(STROKE))
  assert.ok(!isEven([[0, 0, 0, 0.2], [1, 0, 0, 0.9]]))
})

test("the pieces of an outline all turn the same way, so that overlaps never cancel out", () => {
  const path = new Path()
  outline(path, [[0, 0, 0, 0.1], [30, 5, 0, 0.4], [20, 40, 0, 0.9], [-10, 10, 0, 0.5]], 12)
  /** @type {number[][]} */ let corners = []
  let bands = 0
  for (const [name, x, y] of path.steps) {
    if (name === "move") corners = [[x, y]]
    else if (name === "line") corners.push([x, y])
    else if (name === "close" && corners.length === 4) {
      bands++
      const area = corners.reduce((sum, [ax, ay], i) => sum + ax * corners[(i + 1) % 4][1] - corners[(i + 1) % 4][0] * ay, 0)
      assert.ok(area > 0, "clockwise on the screen, as arcs are")
    }
  }
  assert.ok(bands > 20)
})
