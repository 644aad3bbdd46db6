import assert from "node:assert/strict"
import { test } from "node:test"
import { isPdf, mayPreview, objection } from "../../web/static/js/file-kinds.js"

const file = (/** @type {object} */ values) => ({ name: "a.jpg", type: "image/jpeg", size: 10, ...values })
const code = (/** @type {object} */ values) => objection(file(values), 1000)?.code ?? null

test("an empty, an oversize and a foreign file are refused before they are sent", () => {
  assert.equal(code({ size: 0 }), "file.empty")
  assert.equal(code({ size: 1001 }), "file.too_large")
  assert.equal(code({ name: "a.docx", type: "application/msword" }), "file.kind")
})

test("a file at the limit may go", () => {
  assert.equal(code({ size: 1000 }), null)
})

test("a kind that the browser has no name for is told by its ending", () => {
  assert.equal(code({ name: "IMG_1.HEIC", type: "" }), null)
  assert.equal(code({ name: "fax.TIF", type: "" }), null)
  assert.ok(isPdf(file({ name: "scan.PDF", type: "" })))
})

test("a PDF has no preview, whatever it is called", () => {
  assert.equal(mayPreview(file({ name: "x.jpg", type: "application/pdf" })), false)
  assert.equal(mayPreview(file({ name: "noending", type: "image/x-odd" })), true)
})
