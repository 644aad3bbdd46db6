import assert from "node:assert/strict"
import { test } from "node:test"
import { ago, clockTime, dayName, formatBytes, plural } from "../../web/static/js/format.js"

test("sizes never show four digits before their unit", () => {
  assert.equal(formatBytes(0), "0 B")
  assert.equal(formatBytes(1023), "1023 B")
  assert.equal(formatBytes(1024), "1.0 kB")
  assert.equal(formatBytes(1024 * 1024 - 200), "1.0 MB")
  assert.equal(formatBytes(64 * 2 ** 20), "64 MB")
  assert.equal(formatBytes(1.5 * 2 ** 30), "1.5 GB")
})

test("one is not many", () => {
  assert.equal(plural(1, "page"), "1 page")
  assert.equal(plural(0, "page"), "0 pages")
  assert.equal(plural(2, "copy", "copies"), "2 copies")
})

test("days have the names that people give them, by the calendar and not by hours", () => {
  const now = new Date(2026, 2, 4, 0, 30)
  const day = (/** @type {Date} */ then) => dayName(then, now, "en-GB")
  assert.equal(day(new Date(2026, 2, 4, 0, 10)), "Today")
  assert.equal(day(new Date(2026, 2, 3, 23, 50)), "Yesterday")
  assert.equal(day(new Date(2026, 1, 27, 12)), "Friday")
  assert.equal(day(new Date(2026, 1, 25, 12)), "25 February")
  assert.equal(day(new Date(2025, 1, 25, 12)), "25 February 2025")
})

test("a clock that runs ahead of this one is not a day of its own", () => {
  const now = new Date(2026, 2, 4, 9)
  assert.equal(ago(new Date(2026, 2, 4, 9, 0, 20), now), "just now")
})

test("a time that is long gone is a day and a clock time", () => {
  const now = new Date(2026, 2, 4, 21)
  assert.equal(ago(new Date(2026, 2, 4, 20, 59), now), "1 minute ago")
  assert.equal(ago(new Date(2026, 2, 4, 18), now), "3 hours ago")
  assert.equal(ago(new Date(2026, 2, 4, 8, 5), now, "en-GB"), "Today, 08:05")
  assert.equal(clockTime(new Date(2026, 2, 4, 8, 5), "en-GB"), "08:05")
})
