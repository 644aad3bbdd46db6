import assert from "node:assert/strict"
import { test } from "node:test"
import { formatWords } from "../../web/static/js/format-words.js"

const plain = { format: "aba", text: "021000021", digits: "021000021", probability: 0.97, agrees: true, problem: "", fits: 0.9, choices: [], mendings: [] }
const other = { text: "021000027", digits: "021000027", probability: 0.004 }

test("a number that agrees is said to be as seen, without next to impossible others", () => {
  const said = formatWords("021000021", { ...plain, choices: [other] })
  assert.deepEqual(said, { tone: "good", text: "021000021", words: "As seen, 97.0 % under this format.", offers: [] })
})

test("a number that differs from what was seen says so, with the others", () => {
  const said = formatWords("02100002", { ...plain, agrees: false, problem: "shape", choices: [other] })
  assert.equal(said.tone, "doubt")
  assert.match(said.words, /Seen was 02100002/)
  assert.deepEqual(said.offers, [{ text: "021000027", words: "0.4 %" }])
})

test("a failed check digit is never repaired silently: changes are offered, none is taken", () => {
  const mending = { ...other, text: "021000021", probability: 0.6, position: 8, seen: 7, digit: 1 }
  const said = formatWords("021000027", { ...plain, agrees: false, problem: "check", mendings: [mending] })
  assert.equal(said.text, "")
  assert.match(said.words, /021000027 does not hold/)
  assert.deepEqual(said.offers, [{ text: "021000021", words: "digit 9: 1 instead of 7, 60.0 % if the number must hold" }])
})

test("where nothing fits, that is said", () => {
  const said = formatWords("12", { ...plain, text: "", digits: "", probability: 0, agrees: false, problem: "shape" })
  assert.equal(said.text, "")
  assert.match(said.words, /12 is not of this format/)
})
