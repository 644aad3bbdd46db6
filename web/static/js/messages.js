// The words of /live: one constructor per message a client sends, one checked shape per message a server sends.
// Names are those of the server's own messages. Knows nothing of sockets.

export const VERSION = 1
export const FRAME_HEADER_BYTES = 16
const FRAME_KIND_JPEG = 1

/** A pen's position: x and y in canvas pixels, ms since pen-down, pressure 0..1. @typedef {[number, number, number, number]} Point */
/** x, y, width, height in the source's own pixels. @typedef {[number, number, number, number]} Box */
/** @typedef {{digit: number, probability: number}} Alternative */
/** Another way to cut a mark's ink: what `box` would be. @typedef {{digit: number | null, probability: number, box: Box}} Cut */
/**
 * One mark of a line. `digit` is null for something that is not a digit; `probabilities` are the ten digits, then
 * "not a digit". Readings of earlier versions have no `cuts`. `part` is told by the pages (corrections.js).
 * @typedef {{digit: number | null, probability: number, probabilities: number[], alternatives: Alternative[],
 *   box: Box, strokes: number[], cuts?: Cut[], part?: string}} Glyph
 */
/** What to do with a line. @typedef {"accept" | "ask" | "ignore"} Verdict */
/** @typedef {{text: string, digits: string, probability: number}} Choice */
/**
 * A line under a format; `problem` is what keeps the digits that were seen from being of it.
 * @typedef {{format: string, text: string, digits: string, probability: number, agrees: boolean,
 *   problem: "" | "shape" | "check", fits: number, choices: Choice[],
 *   mendings: (Choice & {position: number, seen: number, digit: number})[]}} Formatted
 */
/**
 * @typedef {{text: string, confidence: number, verdict: Verdict, box: Box, glyphs: Glyph[],
 *   formatted?: Formatted | null, struck?: boolean}} Line
 */
/**
 * @typedef {{version: number, source: "ink" | "photo" | "pdf", width: number, height: number, rotation: number,
 *   text: string, lines: Line[], timings_ms: Record<string, number>, checkpoint: string, hurried?: boolean,
 *   skew?: number}} Reading
 */
/** A map of grey bytes, in base64. @typedef {{width: number, height: number, data: string}} FeatureMap */
/**
 * @typedef {{crop: string, maps: FeatureMap[], probabilities: number[], alternatives: Alternative[],
 *   occlusion: number[][], nearest: {digit: number, crop: string, similarity: number}[]}} Explanation
 */
/**
 * @typedef {{track: number, text: string, confidence: number, verdict: Verdict, locked: boolean, box: Box,
 *   formatted?: Formatted | null}} StableLine
 */

// Client to server.

/** @param {string} canvas @param {string} [drawing] the one of the last welcome */
export const Hello = (canvas, drawing = "") => ({ type: "hello", version: VERSION, canvas, drawing })

/** @param {number} seq @param {number} width @param {number} height @param {number} pen_px */
export const InkCanvas = (seq, width, height, pen_px) => ({ type: "ink.canvas", seq, width, height, pen_px })

/** @param {number} seq @param {number} stroke @param {Point[]} points */
export const InkPoints = (seq, stroke, points) => ({ type: "ink.points", seq, stroke, points })

/** @param {number} seq */
export const InkUndo = seq => ({ type: "ink.undo", seq })

/** @param {number} seq */
export const InkClear = seq => ({ type: "ink.clear", seq })

/** @param {number} id @param {number} line @param {number} glyph */
export const InkExplain = (id, line, glyph) => ({ type: "ink.explain", id, line, glyph })

/** @param {number} id @param {boolean} credit frames are sent only as camera.credit allows */
export const CameraStart = (id, credit) => ({ type: "camera.start", id, credit })

export const CameraStop = () => ({ type: "camera.stop" })

/** @param {string} format its name; "" for none */
export const SetFormat = format => ({ type: "format.set", format })

/** @param {number} id @param {number} sent_ms */
export const Ping = (id, sent_ms) => ({ type: "ping", id, sent_ms })

/**
 * A camera picture as one binary message: a 16-byte big-endian header, then the JPEG.
 * @param {number} frame @param {number} captured_ms by this client's clock @param {ArrayBuffer} jpeg
 */
export function CameraFrame(frame, captured_ms, jpeg) {
  const message = new Uint8Array(FRAME_HEADER_BYTES + jpeg.byteLength)
  const header = new DataView(message.buffer)
  header.setUint8(0, VERSION)
  header.setUint8(1, FRAME_KIND_JPEG)
  header.setUint32(4, frame)
  header.setFloat64(8, captured_ms)
  message.set(new Uint8Array(jpeg), FRAME_HEADER_BYTES)
  return message.buffer
}

// Server to client.

/** Raised for a message that is not in the protocol. */
export class BadMessage extends Error {}

const number = (/** @type {unknown} */ value) => typeof value === "number" && Number.isFinite(value)
const string = (/** @type {unknown} */ value) => typeof value === "string"
const boolean = (/** @type {unknown} */ value) => typeof value === "boolean"
const object = (/** @type {unknown} */ value) => typeof value === "object" && value !== null && !Array.isArray(value)
const orNull = (/** @type {(value: unknown) => boolean} */ check) => (/** @type {unknown} */ value) =>
  value === null || check(value)
const listOf = (/** @type {(value: unknown) => boolean} */ check) => (/** @type {unknown} */ value) =>
  Array.isArray(value) && value.every(check)
const shape = (/** @type {Record<string, (value: unknown) => boolean>} */ fields) => (/** @type {any} */ value) =>
  object(value) && Object.entries(fields).every(([name, check]) => check(value[name]))

const box = (/** @type {unknown} */ value) => listOf(number)(value) && /** @type {number[]} */ (value).length === 4
const digit = (/** @type {unknown} */ value) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 9
const alternative = shape({ digit, probability: number })
const glyph = shape({
  digit: orNull(digit), probability: number, probabilities: listOf(number), alternatives: listOf(alternative), box,
  strokes: listOf(number),
})
const verdict = (/** @type {unknown} */ value) => value === "accept" || value === "ask" || value === "ignore"
const line = shape({ text: string, confidence: number, verdict, box, glyphs: listOf(glyph) })
const reading = shape({ width: number, height: number, rotation: number, text: string, lines: listOf(line) })
const stable = shape({ track: number, text: string, confidence: number, verdict, locked: boolean, box })

/** The fields of each message that the pages rest on; more fields may come with later servers. */
export const SERVER_MESSAGES = Object.freeze({
  welcome: shape({ version: number, canvas: string, acked: number, limits: object, heartbeat_s: number }),
  "ink.reading": shape({ seq: number, reading, server_ms: number }),
  "ink.explanation": shape({ id: number, explanation: object }),
  "camera.credit": shape({ id: number, frames: number }),
  "camera.reading": shape({
    frame: number, captured_ms: number, reading, stable: listOf(stable), server_ms: number, dropped: number,
  }),
  "reading.progress": shape({ reading: object }),
  pong: shape({ id: number, sent_ms: number }),
  error: shape({ code: string, message: string }),
  bye: shape({ reason: string, reconnect_after_ms: orNull(number) }),
})

/**
 * What a text frame from the server says. Throws BadMessage for anything that is not in the protocol.
 * @param {string} text
 * @returns {{type: string, [field: string]: any}}
 */
export function parse(text) {
  const message = json(text)
  const check = Object.hasOwn(SERVER_MESSAGES, message?.type) && Reflect.get(SERVER_MESSAGES, message.type)
  if (!check) throw new BadMessage(`not a message of this protocol: ${text.slice(0, 80)}`)
  if (!check(message)) throw new BadMessage(`not a whole ${message.type}: ${text.slice(0, 80)}`)
  return message
}

/** @param {string} text */
function json(text) {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadMessage(`not JSON: ${text.slice(0, 80)}`)
  }
}
