import assert from "node:assert/strict"
import { readdirSync, readFileSync } from "node:fs"
import { test } from "node:test"

const WEB = new URL("../../web/", import.meta.url)
const read = (/** @type {string} */ folder, /** @type {RegExp} */ kind) =>
  readdirSync(new URL(folder, WEB), { recursive: true })
    .map(String).filter(name => kind.test(name)).map(name => readFileSync(new URL(`${folder}/${name}`, WEB), "utf8"))

test("every custom property that a style uses is set somewhere: one that is not makes its whole declaration void", () => {
  const styles = read("static/css", /\.css$/)
  const everything = [...styles, ...read("static/js", /\.js$/), ...read("pages", /\.html$/)].join("\n")
  const used = new Set(styles.flatMap(style => [...style.matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name)))
  const isSet = (/** @type {string} */ name) => new RegExp(`${name}["'\`]?\\s*[:,]`).test(everything.replaceAll(`var(${name},`, ""))
  assert.ok(used.size > 30)
  assert.deepEqual([...used].filter(name => !isSet(name)), [])
})
