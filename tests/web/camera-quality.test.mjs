import assert from "node:assert/strict"
import test from "node:test"
import { Quality, STEPS } from "../../web/static/js/camera-quality.js"

const MINUTE_MS = 60_000

/**
 * One camera for a while: each frame is sent when the one before is answered.
 * @param {Quality} quality @param {{cost: (weight: number, now_ms: number) => number, from_ms?: number, until_ms: number, rtt_ms?: number}} world
 */
function play(quality, { cost, from_ms = 0, until_ms, rtt_ms = 5 }) {
  /** @type {{at_ms: number, weight: number}[]} */ const changes = []
  for (let now_ms = from_ms; now_ms < until_ms;) {
    const sent_ms = now_ms
    now_ms += rtt_ms + Math.max(1, cost(quality.step.weight, now_ms))
    if (quality.add({ sent_ms, now_ms, rtt_ms })) changes.push({ at_ms: now_ms, weight: quality.step.weight })
    now_ms += 33
  }
  return changes
}

/** The same on every run, as uneven as a wireless network. @param {number} seed */
function noise(seed) {
  return () => (seed = (seed * 16807) % 2147483647) / 2147483647
}

test("where all is quick, the frames become as large as the camera makes them, and stay so", () => {
  const quality = new Quality()
  const changes = play(quality, { cost: weight => 8 * weight, until_ms: 10 * MINUTE_MS })
  assert.equal(quality.step, STEPS[3])
  assert.equal(changes.length, 1)
})

test("a slow network has small frames within seconds", () => {
  const quality = new Quality()
  const changes = play(quality, { cost: weight => 400 * weight, until_ms: 10_000 })
  assert.equal(quality.step, STEPS[0])
  assert.ok(changes[1].at_ms < 5000)
})

test("a far server is no slow one: its distance makes no frame smaller", () => {
  const quality = new Quality()
  play(quality, { cost: weight => 10 * weight, rtt_ms: 400, until_ms: MINUTE_MS })
  assert.equal(quality.step, STEPS[3])
})

test("what passes is forgotten: the frames grow again, step by step", () => {
  const quality = new Quality()
  play(quality, { cost: weight => 400 * weight, until_ms: 10_000 })
  const changes = play(quality, { cost: weight => 10 * weight, from_ms: 10_000, until_ms: MINUTE_MS })
  assert.deepEqual(changes.map(({ weight }) => weight), STEPS.slice(1).map(({ weight }) => weight))
})

test("between two steps it does not swing, however the times spread", () => {
  for (let base_ms = 5; base_ms < 300; base_ms += 7) {
    const random = noise(base_ms)
    const changes = play(new Quality(), { cost: weight => base_ms * weight * (0.5 + random()), until_ms: 10 * MINUTE_MS })
    assert.ok(changes.length <= 8, `${base_ms} ms: ${changes.length} changes in ten minutes`)
  }
})

test("a step that proves too large again and again is tried more and more rarely", () => {
  // Nothing foresees this: the two larger steps cost far more than their weight.
  const changes = play(new Quality(), { cost: weight => weight > 1 ? 500 : 15, until_ms: 30 * MINUTE_MS })
  const raised = changes.filter(({ weight }) => weight > 1).map(({ at_ms }) => at_ms)
  assert.ok(raised.length >= 3 && raised.length <= 20, `${raised.length} tries in half an hour`)
  assert.ok(raised[raised.length - 1] - raised[raised.length - 2] > 10 * (raised[1] - raised[0]))
})

test("one hiccup is no news", () => {
  const quality = new Quality()
  let frames = 0
  play(quality, { cost: weight => ++frames % 50 === 0 ? 2000 : 12 * weight, until_ms: 5 * MINUTE_MS })
  assert.ok(quality.step.weight >= 2)
})

test("answers to frames of the size before do not count for the new one", () => {
  const quality = new Quality()
  for (let i = 0; i < 3; i++) quality.add({ sent_ms: 1000, now_ms: 1900 + i, rtt_ms: 0 })
  assert.equal(quality.step, STEPS[1])
  for (let i = 0; i < 5; i++) quality.add({ sent_ms: 1000, now_ms: 2400 + i, rtt_ms: 0 })
  assert.equal(quality.step, STEPS[1])
})
