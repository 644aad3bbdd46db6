// Entry module of the Draw page: where pad, number, probabilities, explanation and history meet.

import { afterRest } from "./after-rest.js"
import { showConnection } from "./connection.js"
import { copyTold } from "./copy-told.js"
import { DrawResult } from "./draw-result.js"
import { DrawSave } from "./draw-save.js"
import { FormatChooser } from "./format-chooser.js"
import { showFormattedLines } from "./format-list.js"
import { liveFormat } from "./live-format.js"
import { part } from "./part.js"
import { PenWidth } from "./pen-width.js"
import { shortcuts } from "./shortcuts.js"
import "./draw-pad.js"
import "./probabilities.js"
import "./why.js"

/** A question about a digit waits until the pen rests: the answer to an earlier one would be out of date. */
const REST_MS = 250

const pad = /** @type {import("./draw-pad.js").Pad} */ (part("pad"))
const buttons = /** @type {Record<"undo" | "redo" | "clear" | "copy" | "save", HTMLButtonElement>} */ ({
  undo: part("undo"), redo: part("redo"), clear: part("clear"), copy: part("copy"), save: part("save"),
})

showConnection(part("connection"), pad.live)
new PenWidth(part("pen-width"), pad.ink)
const save = new DrawSave(pad.ink, buttons.save, part("saved"))
const result = new DrawResult(pad.corrections, {
  number: part("number"), picked: part("picked"), alternatives: part("alternatives"), heading: part("probabilities-heading"),
  probabilities: part("probabilities"),
})

liveFormat(pad.live, new FormatChooser(part("format"), part("own-format")), {
  key: "numeral.draw.format", shown: part("format-part"), trouble: part("format-trouble"),
})

pad.addEventListener("reading", showReading)
pad.addEventListener("change", inkChanged)
result.addEventListener("select", () => { mark(); explainSoon() })
result.addEventListener("correct", () => { pad.refresh(); mark() })

const explainSoon = afterRest(REST_MS, explain)
const announceSoon = afterRest(3 * REST_MS, () => {
  part("announcer").textContent = result.text ? `Read: ${[...result.text].join(" ")}` : ""
})
part("why-panel").addEventListener("toggle", explainSoon)

const actions = { undo: () => pad.ink.undo(), redo: () => pad.ink.redo(), clear: () => pad.ink.clear(), copy }
for (const [name, act] of Object.entries(actions)) Reflect.get(buttons, name).addEventListener("click", act)
shortcuts({
  "ctrl+z": actions.undo, "ctrl+shift+z": actions.redo, "ctrl+y": actions.redo, delete: actions.clear, escape: actions.clear,
  c: () => { if (!String(getSelection())) copy() }, "ctrl+s": () => { save.save() },
})
showReading()
inkChanged()

function inkChanged() {
  buttons.undo.disabled = !pad.ink.canUndo
  buttons.redo.disabled = !pad.ink.canRedo
  buttons.clear.disabled = pad.ink.empty
  part("why").classList.add("why--stale")
}

function showReading() {
  result.show(pad.reading)
  mark()
  showFormattedLines(part("formatted"), pad.reading?.lines ?? [], copyTold)
  buttons.copy.disabled = !result.text
  explainSoon()
  announceSoon() // a number that grows digit by digit is not to be read out each time
}

/** Marks the picked digit on the ink. */
function mark() {
  const place = result.place
  pad.select(place?.line ?? -1, place?.glyph ?? -1)
}

function copy() {
  if (result.text) copyTold(result.text)
}

async function explain() {
  const place = result.place
  if (!place) return part("why").show(null)
  if (!pad.link.fresh || !part("why-panel").open) return
  const glyph = pad.reading?.lines[place.line]?.glyphs[place.glyph]
  const explanation = await pad.link.explain(place.line, place.glyph)
  part("why").show(explanation, glyph?.cuts, pad.closeUp)
  part("why").classList.remove("why--stale")
}
