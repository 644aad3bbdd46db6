import assert from "node:assert/strict"
import { test } from "node:test"
import { liveFormat } from "../../web/static/js/live-format.js"

class Line extends EventTarget {
  online = false
  /** @type {object[]} */ sent = []

  /** @param {object} message */
  send(message) {
    this.sent.push(message)
  }

  welcome() {
    this.online = true
    this.dispatchEvent(new CustomEvent("welcome", { detail: {} }))
  }
}

class Chooser extends EventTarget {
  value = ""
  /** @type {object[]} */ offered = []

  /** @param {object[]} formats */
  offer(formats) {
    this.offered = formats
  }

  /** @param {string} value */
  choose(value) {
    this.value = value
    this.dispatchEvent(new Event("choose"))
  }
}

/** @param {{kept?: string, list?: () => Promise<any[]>}} [options] */
async function page({ kept = "", list = async () => [{ name: "amount" }] } = {}) {
  const [live, chooser] = [new Line(), new Chooser()]
  const memory = new Map([["key", kept]])
  const storage = { getItem: (/** @type {string} */ key) => memory.get(key) ?? null, setItem: (/** @type {string} */ key, /** @type {string} */ value) => { memory.set(key, value) } }
  const [shown, trouble] = [{ hidden: true }, { textContent: "" }]
  await liveFormat(/** @type {any} */ (live), /** @type {any} */ (chooser), { key: "key", shown: /** @type {any} */ (shown), trouble: /** @type {any} */ (trouble), list, storage })
  return { live, chooser, memory, shown, trouble }
}

test("a format that was chosen before is told to every new socket", async () => {
  const { live, chooser } = await page({ kept: "amount" })
  assert.equal(chooser.value, "amount")
  assert.deepEqual(live.sent, [])
  live.welcome()
  live.welcome()
  assert.deepEqual(live.sent, Array(2).fill({ type: "format.set", format: "amount" }))
})

test("no format is nothing to tell, until there was one", async () => {
  const { live, chooser, memory } = await page()
  live.welcome()
  assert.deepEqual(live.sent, [])
  chooser.choose("amount")
  chooser.choose("")
  assert.deepEqual(live.sent.map(message => Reflect.get(message, "format")), ["amount", ""])
  assert.equal(memory.get("key"), "")
})

test("a choice made without a connection is told when there is one", async () => {
  const { live, chooser } = await page()
  chooser.choose("amount")
  assert.deepEqual(live.sent, [])
  live.welcome()
  assert.equal(live.sent.length, 1)
})

test("what is wrong with a format is said beside it, until another is chosen", async () => {
  const { live, chooser, trouble } = await page()
  live.dispatchEvent(new CustomEvent("error", { detail: { code: "ink.full", message: "full" } }))
  assert.equal(trouble.textContent, "")
  live.dispatchEvent(new CustomEvent("error", { detail: { code: "format.unknown", message: "There is no such format." } }))
  assert.equal(trouble.textContent, "There is no such format.")
  chooser.choose("amount")
  assert.equal(trouble.textContent, "")
})

test("without a list of formats nothing is offered, and the page goes on", async () => {
  const { shown, chooser } = await page({ list: () => Promise.reject(new Error("away")) })
  assert.equal(shown.hidden, true)
  assert.deepEqual(chooser.offered, [])
})
