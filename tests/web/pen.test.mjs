import assert from "node:assert/strict"
import test from "node:test"
import { Pen } from "../../web/static/js/pen.js"

/** The browser's side: a surface at (100, 50) and animation frames that the test lets pass. */
function setUp() {
  /** @type {(() => void)[]} */ const frames = []
  Object.assign(globalThis, { requestAnimationFrame: (/** @type {() => void} */ run) => frames.push(run), cancelAnimationFrame: () => { frames.length = 0 } })
  const surface = Object.assign(new EventTarget(), {
    setPointerCapture: () => {}, getBoundingClientRect: () => ({ left: 100, top: 50 }),
  })
  const pen = new Pen(/** @type {any} */ (surface))
  /** @type {any[]} */ const heard = []
  for (const type of ["down", "up", "discard"]) pen.addEventListener(type, () => heard.push(type))
  pen.addEventListener("points", event => heard.push(/** @type {CustomEvent} */ (event).detail.points))
  const point = (/** @type {string} */ type, /** @type {object} */ more = {}) => {
    const event = new Event(type, { cancelable: true })
    const values = { pointerId: 1, pointerType: "pen", button: 0, pressure: 0.5, clientX: 100, clientY: 50, timeStamp: 1000, ...more }
    for (const [name, value] of Object.entries(values)) Object.defineProperty(event, name, { value, configurable: true })
    surface.dispatchEvent(event)
  }
  return { pen, heard, point, frame: () => frames.splice(0).forEach(run => run()) }
}

test("all points of one animation frame come in one event, with time since pen-down and pressure", () => {
  const { heard, point, frame } = setUp()
  point("pointerdown", { pressure: 0.25 })
  point("pointermove", { clientX: 110, timeStamp: 1008 })
  point("pointermove", { clientX: 120, clientY: 60, timeStamp: 1016, pressure: 0.75 })
  frame()
  assert.deepEqual(heard, ["down", [[0, 0, 0, 0.25], [10, 0, 8, 0.5], [20, 10, 16, 0.75]]])
})

test("coalesced events are all used", () => {
  const { heard, point, frame } = setUp()
  point("pointerdown")
  const between = [1, 2, 3].map(x => ({ pointerType: "pen", clientX: 100 + x, clientY: 50, pressure: 0.5, timeStamp: 1000 + x }))
  point("pointermove", { getCoalescedEvents: () => between })
  frame()
  assert.deepEqual(heard[1].map(([x]) => x), [0, 1, 2, 3])
})

test("a system gesture that cancels the pointer keeps what was drawn", () => {
  const { heard, point } = setUp()
  point("pointerdown")
  point("pointermove", { clientX: 130 })
  point("pointercancel")
  assert.deepEqual(heard.map(event => Array.isArray(event) ? event.length : event), ["down", 2, "up"])
})

test("a palm on the glass while the pen is near does not draw", () => {
  const { pen, heard, point } = setUp()
  point("pointermove", { timeStamp: 1000 })
  point("pointerdown", { pointerId: 2, pointerType: "touch", timeStamp: 1500 })
  assert.equal(pen.drawing, false)
  point("pointerdown", { pointerId: 2, pointerType: "touch", timeStamp: 9000 })
  assert.deepEqual(heard, ["down"], "a finger draws once the pen is away")
})

test("a pen takes over from the palm that touched before it, and the palm's mark goes", () => {
  const { heard, point, frame } = setUp()
  point("pointerdown", { pointerId: 2, pointerType: "touch" })
  point("pointermove", { pointerId: 2, pointerType: "touch", clientX: 105 })
  point("pointerdown", { pointerId: 1, clientX: 300 })
  frame()
  assert.deepEqual(heard, ["down", "discard", "down", [[200, 0, 0, 0.5]]])
})

test("a second finger neither draws nor ends the first one's stroke", () => {
  const { pen, heard, point } = setUp()
  point("pointerdown", { pointerType: "touch" })
  point("pointerdown", { pointerId: 2, pointerType: "touch", clientX: 300 })
  point("pointermove", { pointerId: 2, pointerType: "touch", clientX: 310 })
  point("pointerup", { pointerId: 2, pointerType: "touch" })
  assert.deepEqual(heard, ["down"])
  assert.ok(pen.drawing)
})

test("fingers and mice draw with even pressure, whatever they report", () => {
  const { heard, point, frame } = setUp()
  point("pointerdown", { pointerType: "touch", pressure: 1 })
  point("pointermove", { pointerType: "touch", pressure: 0, clientX: 110 })
  frame()
  assert.deepEqual(heard[1].map(([, , , pressure]) => pressure), [0.5, 0.5])
})

test("the right mouse button does not draw", () => {
  const { heard, point } = setUp()
  point("pointerdown", { pointerType: "mouse", button: 2 })
  assert.deepEqual(heard, [])
})

test("a pen that stands still adds no points", () => {
  const { heard, point, frame } = setUp()
  point("pointerdown")
  point("pointermove")
  point("pointermove")
  frame()
  assert.equal(heard[1].length, 1)
})
