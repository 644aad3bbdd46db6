// The format that live numbers are looked at under: chosen once, remembered by this browser, told to every new socket.

import { listFormats } from "./api.js"
import { keep, recall } from "./kept-choice.js"
import { SetFormat } from "./messages.js"

/**
 * Offers the formats in `chooser` and keeps `live` told of the choice. Without a list of formats nothing is offered.
 * @param {import("./live.js").Live} live @param {import("./format-chooser.js").FormatChooser} chooser
 * @param {{key: string, shown: HTMLElement, trouble: HTMLElement, list?: () => Promise<import("./format-chooser.js").Format[]>,
 *   storage?: import("./kept-choice.js").Store}} options `shown` is hidden until there is something to choose
 */
export async function liveFormat(live, chooser, { key, shown, trouble, list = listFormats, storage }) {
  let told = ""
  const tell = () => {
    if (live.online && chooser.value !== told) live.send(SetFormat(told = chooser.value))
  }
  live.addEventListener("welcome", () => { told = ""; tell() })
  live.addEventListener("error", event => {
    const { code, message } = /** @type {CustomEvent} */ (event).detail
    if (code.startsWith("format.")) trouble.textContent = message
  })
  chooser.addEventListener("choose", () => {
    trouble.textContent = ""
    keep(key, chooser.value, storage)
    tell()
  })
  const formats = await list().catch(() => [])
  if (!formats.length) return
  chooser.offer(formats)
  chooser.value = recall(key, storage) ?? ""
  shown.hidden = false
  tell()
}
