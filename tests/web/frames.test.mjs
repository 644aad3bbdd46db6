import assert from "node:assert/strict"
import test from "node:test"
import { FULL_BYTES, FramePacer, LOST_AFTER_MS, STUCK_AFTER_MS, frameSize } from "../../web/static/js/frames.js"

function setUp() {
  /** @type {[string, number][]} */ const sent = []
  const line = { up: true, buffered: 0 }
  const pacer = new FramePacer((/** @type {string} */ frame, number) => {
    if (line.up) sent.push([frame, number])
    return line.up
  }, () => line.buffered)
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

test("with credit as many are on their way as it allows, answers or not", () => {
  const { pacer, sent } = setUp()
  pacer.begin(0)
  pacer.allow(2, 0)
  for (const frame of ["first", "second", "third", "fourth"]) pacer.offer(frame, 1)
  assert.deepEqual(sent.map(([frame]) => frame), ["first", "second"])
  pacer.settle(1, 2)
  assert.equal(sent.length, 2, "an answer is no credit")
  pacer.allow(3, 3)
  assert.deepEqual(sent[2], ["fourth", 3])
  pacer.allow(2, 4)
  pacer.offer("fifth", 4)
  assert.equal(sent.length, 3, "an old word that came late takes nothing back and gives nothing")
})

test("before the first word of credit one frame goes out, and it counts", () => {
  const { pacer, sent } = setUp()
  pacer.begin(0)
  pacer.offer("first", 0)
  pacer.offer("second", 0)
  assert.equal(sent.length, 1)
  pacer.allow(2, 1)
  assert.deepEqual(sent[1], ["second", 2])
  assert.ok(!pacer.ready(1))
})

test("a new scene counts anew, while frames keep their numbers", () => {
  const { pacer, sent } = setUp()
  pacer.begin(0)
  pacer.allow(2, 0)
  pacer.offer("first", 0)
  pacer.offer("second", 0)
  pacer.begin(1)
  pacer.offer("third", 1)
  assert.deepEqual(sent[2], ["third", 3])
  pacer.allow(2, 2)
  assert.ok(pacer.ready(2))
})

test("no frame is put behind what the network has not taken yet", () => {
  const { pacer, sent, line } = setUp()
  pacer.begin(0)
  pacer.allow(5, 0)
  line.buffered = FULL_BYTES + 1
  assert.ok(!pacer.ready(0))
  pacer.offer("old", 0)
  line.buffered = 0
  pacer.offer("new", 1)
  assert.deepEqual(sent, [["new", 1]])
})

test("credit that never comes begins the scene anew, and only then", () => {
  const { pacer } = setUp()
  pacer.begin(0)
  pacer.offer("first", 0)
  assert.ok(!pacer.stuck(STUCK_AFTER_MS + 1), "a server without credit")
  pacer.allow(1, 0)
  assert.ok(!pacer.stuck(STUCK_AFTER_MS))
  assert.ok(pacer.stuck(STUCK_AFTER_MS + 1))
  pacer.settle(1, STUCK_AFTER_MS)
  assert.ok(!pacer.stuck(STUCK_AFTER_MS + 1))
})

test("an answer tells when its frame was sent", () => {
  const { pacer } = setUp()
  pacer.begin(0)
  pacer.allow(2, 0)
  pacer.offer("first", 3)
  pacer.offer("second", 5)
  assert.equal(pacer.settle(2, 9), 5)
  assert.equal(pacer.settle(1, 10), null)
})

test("a frame keeps the video's proportions, is never enlarged, and has even sides", () => {
  assert.deepEqual(frameSize({ width: 1920, height: 1080 }, 960), { width: 960, height: 540 })
  assert.deepEqual(frameSize({ width: 1080, height: 1920 }, 960), { width: 540, height: 960 })
  assert.deepEqual(frameSize({ width: 320, height: 240 }, 960), { width: 320, height: 240 })
  assert.deepEqual(frameSize({ width: 1000, height: 333 }, 640), { width: 640, height: 214 })
})
