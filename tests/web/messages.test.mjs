import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import test from "node:test"
import * as messages from "../../web/static/js/messages.js"

const { BadMessage, CameraFrame, FRAME_HEADER_BYTES, Hello, InkPoints, SERVER_MESSAGES, parse } = messages

/** The server's own messages, as its source states them: name, type, and the fields after it. */
function serverSide() {
  const source = readFileSync(new URL("../../server/messages.py", import.meta.url), "utf8")
  const [client, server] = source.split("# Server to client.")
  const classes = (/** @type {string} */ text) => [...text.matchAll(/^class (\w+):\n([\s\S]*?)(?=^\S|$(?![\s\S]))/gm)].flatMap(([, name, body]) => {
    const type = body.match(/^ {4}type: ClassVar\[str\] = "([^"(]+)"$/m)?.[1]
    const fields = [...body.matchAll(/^ {4}(\w+): (?!ClassVar)/gm)].map(([, field]) => field)
    return type ? [{ name, type, fields }] : []
  })
  return { client: classes(client), server: classes(server) }
}

test("every message that the server understands can be said here, by the same name with the same fields", () => {
  const { client } = serverSide()
  assert.equal(client.length, 10)
  for (const { name, type, fields } of client) {
    const made = Reflect.get(messages, name)(...fields)
    assert.equal(made.type, type)
    assert.deepEqual(Object.keys(made).filter(key => key !== "type").sort(), fields.sort(), name)
  }
})

test("every message that the server says is known here, and no other", () => {
  assert.deepEqual(serverSide().server.map(({ type }) => type).sort(), Object.keys(SERVER_MESSAGES).sort())
})

test("a camera frame carries its number and capture time in a big-endian header before the JPEG", () => {
  const message = CameraFrame(70_000, 1234.5, new Uint8Array([0xff, 0xd8, 0x07]).buffer)
  const header = new DataView(message)
  assert.equal(header.getUint8(0), 1)
  assert.equal(header.getUint8(1), 1)
  assert.equal(header.getUint16(2), 0)
  assert.equal(header.getUint32(4), 70_000)
  assert.equal(header.getFloat64(8), 1234.5)
  assert.deepEqual([...new Uint8Array(message, FRAME_HEADER_BYTES)], [0xff, 0xd8, 0x07])
})

test("client messages carry their type and version", () => {
  assert.deepEqual(Hello("sheet"), { type: "hello", version: 1, canvas: "sheet", drawing: "" })
  assert.deepEqual(InkPoints(3, 0, [[1, 2, 0, 0.5]]), { type: "ink.points", seq: 3, stroke: 0, points: [[1, 2, 0, 0.5]] })
})

const glyph = {
  digit: 4, probability: 0.9, probabilities: [0, 0, 0, 0, 0.9, 0, 0, 0, 0, 0.1, 0], alternatives: [{ digit: 9, probability: 0.1 }],
  box: [1, 2, 3, 4], strokes: [0],
}
const reading = { width: 30, height: 20, rotation: 0, text: "4", lines: [{ text: "4", confidence: 0.9, verdict: "ask", box: [1, 2, 3, 4], glyphs: [glyph] }] }

test("a whole reading is let through, and a field that a later server adds does not hurt", () => {
  const message = parse(JSON.stringify({ type: "ink.reading", seq: 2, reading, server_ms: 1.5, later: true }))
  assert.equal(message.reading.lines[0].glyphs[0].digit, 4)
})

const bad = (/** @type {object} */ change) => JSON.stringify({ type: "ink.reading", seq: 2, reading, server_ms: 1, ...change })
for (const [what, text] of Object.entries({
  "text that is not JSON": "{",
  "JSON that is no object": "null",
  "a type that nobody sends": '{"type":"toString"}',
  "a reading without its number": bad({ seq: "2" }),
  "a box of three numbers": bad({ reading: { ...reading, lines: [{ ...reading.lines[0], box: [1, 2, 3] }] } }),
  "a digit above nine": bad({ reading: { ...reading, lines: [{ ...reading.lines[0], glyphs: [{ ...glyph, digit: 12 }] }] } }),
})) {
  test(`${what} is refused`, () => assert.throws(() => parse(text), BadMessage))
}
