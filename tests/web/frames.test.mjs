import assert from "node:assert/strict"
import test from "node:test"
import { FramePacer, LOST_AFTER_MS, frameSize, nextWidth } from "../../web/static/js/frames.js"

function setUp() {
  /** @type {[string, number][]} */ const sent = []
  const line = { up: true }
  const pacer = new FramePacer((/** @type {string} */ frame, number) => {
    if (line.up) sent.push([frame, number])
    return line.up
  })
  return { pacer, sent, line }
}

test("one frame is in flight; of those that come meanwhile only the newest goes out when the answer is there", () => {
  const { pacer, sent } = setUp()
  for (const frame of ["first", "second", "third"]) pacer.offer(frame, 0)
  assert.deepEqual(sent, [["first", 1]])
  assert.equal(pacer.replaced, 1)
  pacer.settle(1, 10)
  assert.deepEqual(sent[1], ["third", 2])
})

test("an answer without a frame waiting leaves the way free for the next one", () => {
  const { pacer, sent } = setUp()
  pacer.offer("first", 0)
  pacer.settle(1, 10)
  assert.ok(pacer.idle)
  pacer.offer("second", 20)
  assert.equal(sent.length, 2)
})

test("an answer to an older frame does not open the way", () => {
  const { pacer, sent } = setUp()
  pacer.offer("first", 0)
  pacer.settle(1, 1)
  pacer.offer("second", 2)
  pacer.offer("third", 3)
  pacer.settle(1, 4)
  assert.equal(sent.length, 2)
})

test("an answer that never comes stops the camera for a while, not for good", () => {
  const { pacer, sent } = setUp()
  pacer.offer("lost", 0)
  pacer.offer("waiting", LOST_AFTER_MS)
  assert.equal(sent.length, 1)
  pacer.offer("next", LOST_AFTER_MS + 1)
  assert.deepEqual(sent[1], ["next", 2])
})

test("a frame that could not be sent is not waited for", () => {
  const { pacer, sent, line } = setUp()
  line.up = false
  pacer.offer("first", 0)
  line.up = true
  pacer.offer("second", 1)
  assert.deepEqual(sent, [["second", 2]])
})

test("after a reset nothing old goes out", () => {
  const { pacer, sent } = setUp()
  pacer.offer("first", 0)
  pacer.offer("old", 1)
  pacer.reset()
  pacer.settle(1, 2)
  pacer.offer("new", 3)
  assert.deepEqual(sent.map(([frame]) => frame), ["first", "new"])
})

test("frames grow while answers are quick, shrink when they are slow, and stay in between", () => {
  assert.equal(nextWidth(960, 50), 1280)
  assert.equal(nextWidth(1280, 50), 1280)
  assert.equal(nextWidth(960, 150), 960)
  assert.equal(nextWidth(960, 400), 640)
  assert.equal(nextWidth(640, 400), 640)
})

test("a frame keeps the video's proportions, is never enlarged, and has even sides", () => {
  assert.deepEqual(frameSize({ width: 1920, height: 1080 }, 960), { width: 960, height: 540 })
  assert.deepEqual(frameSize({ width: 1080, height: 1920 }, 960), { width: 540, height: 960 })
  assert.deepEqual(frameSize({ width: 320, height: 240 }, 960), { width: 320, height: 240 })
  assert.deepEqual(frameSize({ width: 1000, height: 333 }, 640), { width: 640, height: 214 })
})
