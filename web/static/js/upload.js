// Entry module of Upload: files come in, go to the server, and come back as readings; one of them is looked at.
import { cancelReading, getReading } from "./api.js"
import { readConfig } from "./config.js"
import { FileDoor } from "./file-door.js"
import { newLive } from "./follow.js"
import { ACCEPT, objection } from "./file-kinds.js"
import { plural } from "./format.js"
import { latestOnly } from "./latest-only.js"
import { ReadingFormat } from "./reading-format.js"
import { ReadingView } from "./reading-view.js"
import { ReadingWatch } from "./reading-watch.js"
import { sendFile } from "./send-file.js"
import { shownReading } from "./shown-reading.js"
import { toast } from "./toast.js"
import { UploadList } from "./upload-list.js"
import { UploadQueue } from "./upload-queue.js"
import { announcement, itemWords, startWords } from "./upload-words.js"

/** @typedef {import("./upload-queue.js").Item} Item */

const { maxUploadBytes, maxFiles } = readConfig()
const part = (/** @type {string} */ name) => /** @type {any} */ (document.getElementById(name))
const live = newLive()
const queue = new UploadQueue({
  send: sendFile, cancel: cancelReading, watch: new ReadingWatch(live, getReading), objection: file => objection(file, maxUploadBytes),
})
const list = new UploadList(part("files"))
const view = new ReadingView(part("viewer"))
const format = new ReadingFormat("numeral.upload.format")
/** @type {Item | null} */ let selected = null

/** @param {File[]} files */
function add(files) {
  const room = Math.max(0, maxFiles - queue.items.length)
  if (files.length > room) toast(`${plural(maxFiles, "file")} at once is the most: ${files.length - room} left out.`, { tone: "bad" })
  const added = queue.add(files.slice(0, room))
  if (!selected && added.length) select(added.find(({ state }) => state !== "failed") ?? added[0])
}

/** @param {Item | null} item */
function select(item) {
  selected = item
  render()
  showSelected()
}

function render() {
  const { items } = queue
  const count = (/** @type {string[]} */ ...states) => items.filter(({ state }) => states.includes(state)).length
  part("upload").classList.toggle("upload--empty", items.length === 0)
  list.show(items, selected)
  const busy = count("waiting", "sending", "reading")
  part("start-words").textContent = startWords(count("ready"), busy)
  part("start").disabled = count("ready") === 0
  part("cancel-all").hidden = busy === 0
  part("clear").hidden = items.length === 0 || busy > 0
}

/** Brings the viewer up to the selected file. */
function showSelected() {
  const item = selected
  if (!item) return
  const own = list.picture(item)
  if (item.reading) return void fetchAndShow({ item, id: item.reading.id })
  format.show([])
  view.show({ key: item.file, name: item.file.name, pages: [null], picture: () => own, explain: null, note: itemWords(item) })
}

/** A long document is told of page by page, and each time the whole of it is asked for: never twice at once. */
const fetchAndShow = latestOnly(async (/** @type {{ item: Item, id: string }} */ { item, id }) => {
  try {
    const reading = await format.read(id)
    if (selected !== item) return
    view.show(shownReading(reading, list.picture(item)))
    format.show(reading.page_readings)
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error), { tone: "bad" })
  }
})

/** @param {Item} item */
function replace(item) {
  const input = document.createElement("input")
  input.type = "file"
  input.accept = ACCEPT
  input.addEventListener("change", () => {
    const [file] = input.files ?? []
    if (!file) return
    const fresh = queue.replace(item, file)
    if (selected === item) select(fresh)
  })
  input.click()
}

/** @param {Item} item */
function remove(item) {
  const at = queue.items.indexOf(item)
  queue.remove(item)
  if (selected === item) select(queue.items[at] ?? queue.items[at - 1] ?? null)
}

/** @type {Record<string, (item: Item) => void>} */
const acts = {
  remove, replace, cancel: item => queue.cancel(item), retry: item => queue.retry(item),
  select: item => {
    select(item)
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches
    if (matchMedia("(max-width: 60rem)").matches) part("viewer").scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" })
  },
}

list.addEventListener("act", event => {
  const { act, item } = /** @type {CustomEvent} */ (event).detail
  acts[act](item)
})
queue.addEventListener("change", event => {
  const item = /** @type {CustomEvent<Item>} */ (event).detail
  render()
  if (item === selected) showSelected()
  const words = announcement(item)
  if (words) part("announcer").textContent = words
})
part("start").addEventListener("click", () => queue.start())
part("cancel-all").addEventListener("click", () => queue.items.forEach(item => queue.cancel(item)))
part("clear").addEventListener("click", () => { [...queue.items].forEach(item => queue.remove(item)); select(null) })
part("choose").addEventListener("click", () => part("file-input").click())
new FileDoor(part("drop"), part("file-input")).addEventListener("files", event => add(/** @type {CustomEvent} */ (event).detail))
addEventListener("beforeunload", event => {
  if (queue.items.some(({ state }) => state === "sending" || state === "waiting")) event.preventDefault()
})
format.addEventListener("choose", showSelected)
live.open()
render()
format.offer()
