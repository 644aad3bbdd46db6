import assert from "node:assert/strict"
import { test } from "node:test"
import { latestOnly } from "../../web/static/js/latest-only.js"

test("of what is wanted while one is on its way, only the last is asked for", async () => {
  /** @type {number[]} */ const asked = []
  /** @type {(() => void)[]} */ const answers = []
  const ask = latestOnly((/** @type {number} */ wanted) => {
    asked.push(wanted)
    return new Promise(resolve => answers.push(() => resolve(undefined)))
  })
  const done = ask(1)
  ask(2)
  ask(3)
  answers[0]()
  await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual(asked, [1, 3])
  answers[1]()
  await done
  ask(4)
  assert.deepEqual(asked, [1, 3, 4])
})
