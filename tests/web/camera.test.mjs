import assert from "node:assert/strict"
import test from "node:test"
import { ageOf } from "../../web/static/js/camera-age.js"
import { Found, settling } from "../../web/static/js/camera-found.js"
import { Meter } from "../../web/static/js/camera-meter.js"
import { looksAtPerson, wishes } from "../../web/static/js/camera-stream.js"
import { obstacle, trouble } from "../../web/static/js/camera-trouble.js"

test("plain http is told from a browser without cameras", () => {
  assert.equal(obstacle({ isSecureContext: false, navigator: {} }), "insecure")
  assert.equal(obstacle({ isSecureContext: true, navigator: {} }), "unsupported")
  assert.equal(obstacle({ isSecureContext: true, navigator: { mediaDevices: { getUserMedia() {} } } }), null)
})

test("every trouble is a sentence that says what to do, known to us or not", () => {
  for (const name of ["insecure", "unsupported", "NotAllowedError", "NotFoundError", "NotReadableError", "ended", "SomethingNewError", "constructor"]) {
    const { title, text } = trouble(name)
    assert.ok(title.length > 5 && text.endsWith("."), name)
  }
  assert.match(trouble("insecure").text, /https/)
  assert.equal(trouble("insecure").again, false)
  assert.equal(trouble("SecurityError"), trouble("NotAllowedError"))
})

test("the rear camera is wished for, never demanded; a chosen one is demanded", () => {
  assert.deepEqual(wishes(null).video.facingMode, { ideal: "environment" })
  assert.deepEqual(wishes("abc").video.deviceId, { exact: "abc" })
  assert.equal(wishes("abc").video.facingMode, undefined)
})

test("only a camera that looks at its person is a mirror", () => {
  assert.ok(looksAtPerson({ facingMode: "user" }, ""))
  assert.ok(!looksAtPerson({ facingMode: "environment" }, "Front desk camera"))
  assert.ok(looksAtPerson({}, "camera2 1, facing front"))
  assert.ok(!looksAtPerson({}, "USB document camera"))
})

/** @param {number} track @param {string} text @returns {any} */
const line = (track, text, locked = false) => ({ track, text, locked, confidence: 0.9, verdict: "ask", box: [0, 0, 1, 1] })
const shown = (/** @type {Found} */ found) => found.numbers.map(({ text, locked, inView }) => `${text}${locked ? "!" : ""}${inView ? "" : "-"}`)

test("what settles is told, what is perhaps no number is not", () => {
  const found = new Found()
  found.update([line(1, "42"), { ...line(2, "010"), verdict: "ignore" }, line(3, "77", true)])
  assert.deepEqual(settling(found.numbers), ["42"])
})

test("a number that settles goes with the picture, one that locked stays", () => {
  const found = new Found()
  found.update([line(1, "12"), line(2, "345", true)])
  found.update([])
  assert.deepEqual(shown(found), ["345!-"])
})

test("a number changes in place while it settles", () => {
  const found = new Found()
  found.update([line(1, "12")])
  found.update([line(1, "123")])
  found.update([line(1, "123", true)])
  assert.deepEqual(shown(found), ["123!"])
})

test("the same number held up again does not fill the list", () => {
  const found = new Found()
  found.update([line(1, "345", true)])
  found.update([])
  found.update([line(9, "345", true)])
  assert.deepEqual(shown(found), ["345!"])
})

test("a known number that settles anew stands there once, locked as it was", () => {
  const found = new Found()
  found.update([line(1, "345", true)])
  found.newScene()
  found.update([line(1, "34")])
  assert.deepEqual(shown(found), ["34", "345!-"])
  found.update([line(1, "345")])
  assert.deepEqual(shown(found), ["345!"])
  found.update([line(1, "345", true)])
  assert.deepEqual(shown(found), ["345!"])
})

test("a track that opens up again and turns into another number leaves the locked one in the list", () => {
  const found = new Found()
  found.update([line(1, "345", true)])
  found.update([line(1, "77")])
  assert.deepEqual(shown(found), ["77", "345!-"])
  found.update([line(1, "77", true)])
  assert.deepEqual(shown(found), ["77!", "345!-"])
})

test("a new scene numbers its lines anew and overwrites nothing that was found", () => {
  const found = new Found()
  found.update([line(1, "345", true), line(2, "9")])
  found.newScene()
  found.update([line(1, "77", true)])
  assert.deepEqual(shown(found), ["77!", "345!-"])
})

test("what is in the picture stands above what was", () => {
  const found = new Found()
  found.update([line(1, "1", true), line(2, "2", true)])
  found.update([line(1, "1", true)])
  assert.deepEqual(shown(found), ["1!", "2!-"])
})

test("the pace is of the last two seconds, and one late frame does not move the latency", () => {
  const meter = new Meter()
  assert.equal(meter.latency_ms, null)
  assert.equal(meter.perSecond, 0)
  for (let i = 0; i <= 40; i++) meter.add(i * 100, i * 100 - (i === 35 ? 900 : 60))
  assert.equal(meter.latency_ms, 60)
  assert.equal(meter.perSecond, 10)
})

test("the age of what is shown is the usual one while results come, and grows once they stay away", () => {
  const shown = { captured_ms: 10_000, latency_ms: 42 }
  assert.deepEqual(ageOf(shown, 10_080), { text: "42 ms", stale: false })
  assert.deepEqual(ageOf(shown, 10_900), { text: "42 ms", stale: false })
  assert.deepEqual(ageOf(shown, 12_500), { text: "2.5 s", stale: true })
  assert.deepEqual(ageOf({ captured_ms: 0, latency_ms: 600 }, 2000), { text: "600 ms", stale: false }, "slow, but as ever")
})
