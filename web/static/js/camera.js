// Entry module of the Camera page: where stream, session, picture, list and controls meet.

import { ageOf } from "./camera-age.js"
import { CameraControls, recallCamera } from "./camera-controls.js"
import { Found } from "./camera-found.js"
import { CameraList } from "./camera-list.js"
import { CameraPicture } from "./camera-picture.js"
import { CameraSession } from "./camera-session.js"
import { CameraStill } from "./camera-still.js"
import { CameraStream, alreadyAllowed } from "./camera-stream.js"
import { obstacle, trouble } from "./camera-trouble.js"
import { WakeLock } from "./camera-wake.js"
import { showConnection, signInWhenEnded, tellTroubles } from "./connection.js"
import { FormatChooser } from "./format-chooser.js"
import { liveFormat } from "./live-format.js"
import { newCanvasId } from "./live-page.js"
import { Live } from "./live.js"
import { part } from "./part.js"
import { SaveError } from "./save.js"
import { setText } from "./set-text.js"
import { shortcuts } from "./shortcuts.js"
import { toast } from "./toast.js"
import "./probabilities.js"

/** @typedef {"intro" | "starting" | "live" | "frozen" | "trouble"} Phase */
/** @type {{phase: Phase, resume: boolean}} resume: the camera was on when the page was hidden */
const state = { phase: "intro", resume: false }
/** The last result on screen. @type {{captured_ms: number, latency_ms: number} | null} */
let shown = null
const AGE_EVERY_MS = 250

const [stage, video] = [part("stage"), part("video")]
const live = new Live(newCanvasId())
const stream = new CameraStream(video)
const session = new CameraSession(video, live)
const still = new CameraStill(video, part("still"))
const picture = new CameraPicture(stage, video, part("still"))
const found = new Found()
const list = new CameraList(part("found"), part("settling"))
const wake = new WakeLock()
new CameraControls(stream, {
  picker: part("picker"), torch: part("torch"), zoom: part("zoom"), zoomField: part("zoom-field"),
}, start)

showConnection(part("connection"), live)
signInWhenEnded(live)
tellTroubles(live)
liveFormat(live, new FormatChooser(part("format"), part("own-format")), {
  key: "numeral.camera.format", shown: part("format-part"), trouble: part("format-trouble"),
})
live.open()

for (const button of document.querySelectorAll("[data-start]")) button.addEventListener("click", () => start())
part("freeze").addEventListener("click", freeze)
part("go-on").addEventListener("click", goOn)
part("save").addEventListener("click", save)
part("fit").addEventListener("click", () => part("fit").setAttribute("aria-pressed", String(picture.toggleFit())))
part("forget").addEventListener("click", () => { found.clear(); showFound() })
shortcuts({ " ": () => state.phase === "live" ? freeze() : goOn(), "ctrl+s": save })

stream.addEventListener("started", event => { picture.mirrored = /** @type {CustomEvent} */ (event).detail.mirrored })
stream.addEventListener("ended", () => still.frozen ? stop() : stopped("ended"))
stream.addEventListener("size", () => picture.show(null))
session.addEventListener("scene", () => { found.newScene(); showFound() })
session.addEventListener("reading", event => showReading(/** @type {CustomEvent} */ (event).detail))
session.addEventListener("shown", event => showPace(/** @type {CustomEvent} */ (event).detail))
picture.addEventListener("select", showSelected)

document.addEventListener("visibilitychange", () => document.hidden ? leave() : comeBack())
addEventListener("pagehide", leave)
addEventListener("pageshow", event => { if (event.persisted) comeBack() })

setInterval(showAge, AGE_EVERY_MS)
enter("intro")
if (obstacle(globalThis)) stopped(/** @type {string} */ (obstacle(globalThis)))
else if (await alreadyAllowed()) start()

/** @param {string | null} [deviceId] */
async function start(deviceId = recallCamera()) {
  enter("starting")
  still.thaw()
  try {
    if (!await startCamera(deviceId)) return
    session.start()
    wake.on()
    enter("live")
  } catch (error) {
    stopped(error instanceof Error ? error.name : String(error))
  }
}

/** The chosen camera, or any where that one is gone. @param {string | null} deviceId */
async function startCamera(deviceId) {
  try {
    return await stream.start(deviceId)
  } catch (error) {
    if (!deviceId || !(error instanceof DOMException) || error.name !== "OverconstrainedError") throw error
    return stream.start()
  }
}

/** @param {string} name */
function stopped(name) {
  stop()
  const { title, text, again } = trouble(name)
  part("trouble-title").textContent = title
  part("trouble-text").textContent = text
  part("try-again").hidden = !again
  enter("trouble")
}

function stop() {
  session.stop()
  stream.stop()
  wake.off()
  if (still.frozen) return
  picture.show(null)
  found.newScene()
  showFound()
  showSelected()
}

async function freeze() {
  if (state.phase !== "live" || !video.videoWidth) return
  session.hold()
  enter("frozen")
  session.offer(await still.freeze())
  part("go-on").focus()
}

function goOn() {
  if (state.phase !== "frozen") return
  if (!stream.running) return start()
  still.thaw()
  session.start()
  enter("live")
}

async function save() {
  if (state.phase === "live") await freeze()
  if (!still.frozen || part("save").disabled) return
  part("save").disabled = true
  try {
    const { id } = await still.save(new Date())
    toast("Saved.", { action: { label: "Open in history", run: () => location.assign(`/history/${encodeURIComponent(id)}`) }, ms: 8000 })
  } catch (error) {
    if (!(error instanceof SaveError)) throw error
    part("save").disabled = false
    toast(error.message, { tone: "bad", ms: 8000 })
  }
}

/** Nobody looks: the camera and its light go off, and the frozen picture stays. */
function leave() {
  if (stream.running || state.phase === "starting") state.resume = state.phase !== "frozen"
  stop()
  if (state.phase === "live" || state.phase === "starting") enter("starting")
}

function comeBack() {
  if (!state.resume) return
  state.resume = false
  start()
}

/** @param {Phase} phase */
function enter(phase) {
  state.phase = phase
  stage.dataset.phase = phase
  shown = null
  showAge()
  for (const element of document.querySelectorAll("[data-in]")) {
    const phases = element.getAttribute("data-in")?.split(" ") ?? []
    element.toggleAttribute("hidden", !phases.includes(phase))
  }
  part("save").disabled = phase !== "live" && phase !== "frozen"
}

/** @param {any} message camera.reading */
function showReading(message) {
  if (!picture.show(message)) return
  found.update(message.stable)
  showFound()
  showSelected()
}

function showFound() {
  list.show(found.numbers)
  part("forget").hidden = found.numbers.length === 0
}

function showSelected() {
  const glyph = picture.selected
  part("sure").hidden = !glyph
  setText(part("sure-heading"), glyph ? `How sure: ${glyph.digit === null ? "not a digit" : `the ${glyph.digit}`}` : "")
  part("probabilities").show(glyph)
}

/** @param {{latency_ms: number, per_s: number, longest: number, captured_ms: number}} pace */
function showPace({ latency_ms, per_s, longest, captured_ms }) {
  if (state.phase === "live") shown = { captured_ms, latency_ms }
  showAge()
  setText(part("rate"), `${per_s.toFixed(per_s < 9.95 ? 1 : 0)} per s`)
  setText(part("sent-size"), `${Math.min(longest, Math.max(video.videoWidth, video.videoHeight))} px`)
}

/** While results stay away, the age of what is shown grows, and it is seen to be old. */
function showAge() {
  const age = shown && ageOf(shown, performance.now())
  if (age) setText(part("latency"), age.text)
  stage.toggleAttribute("data-stale", age?.stale ?? false)
}
