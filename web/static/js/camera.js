// Entry module of the Camera page: where stream, session, picture, list and controls meet.

import { CameraControls, recallCamera } from "./camera-controls.js"
import { Found } from "./camera-found.js"
import { CameraList } from "./camera-list.js"
import { CameraMarks } from "./camera-marks.js"
import { CameraSession } from "./camera-session.js"
import { CameraStill } from "./camera-still.js"
import { CameraStream, alreadyAllowed } from "./camera-stream.js"
import { obstacle, trouble } from "./camera-trouble.js"
import { WakeLock } from "./camera-wake.js"
import { showConnection, signInWhenEnded, tellTroubles } from "./connection.js"
import { Live, newCanvasId } from "./live.js"
import { Overlay } from "./overlay.js"
import { part } from "./part.js"
import { SaveError } from "./save.js"
import { shortcuts } from "./shortcuts.js"
import { toast } from "./toast.js"
import { Fit } from "./transform.js"
import "./probabilities.js"

/** A picture turned since it was sent has other proportions; its boxes would land in the wrong place. */
const SAME_SHAPE = 0.02

/** @typedef {"intro" | "starting" | "live" | "frozen" | "trouble"} Phase */
/** @type {{phase: Phase, mirrored: boolean, fit: "contain" | "cover", resume: boolean, last: any}} */
const state = { phase: "intro", mirrored: false, fit: "contain", resume: false, last: null }

const [stage, video] = [part("stage"), part("video")]
const live = new Live(newCanvasId())
const stream = new CameraStream(video)
const session = new CameraSession(video, live)
const still = new CameraStill(video, part("still"))
const marks = new CameraMarks(stage)
const overlay = new Overlay(stage)
const found = new Found()
const list = new CameraList(part("found"), part("settling"))
const wake = new WakeLock()
new CameraControls(stream, {
  picker: part("picker"), torch: part("torch"), zoom: part("zoom"), zoomField: part("zoom-field"),
}, start)

showConnection(part("connection"), live)
signInWhenEnded(live)
tellTroubles(live)
live.open()

for (const button of document.querySelectorAll("[data-start]")) button.addEventListener("click", () => start())
part("freeze").addEventListener("click", freeze)
part("go-on").addEventListener("click", goOn)
part("save").addEventListener("click", save)
part("fit").addEventListener("click", () => setFit(state.fit === "contain" ? "cover" : "contain"))
part("forget").addEventListener("click", () => { found.clear(); showFound() })
shortcuts({ " ": () => state.phase === "live" ? freeze() : goOn(), "ctrl+s": save })

stream.addEventListener("started", event => setMirrored(/** @type {CustomEvent} */ (event).detail.mirrored))
stream.addEventListener("ended", () => stopped("ended"))
stream.addEventListener("size", () => show(null))
session.addEventListener("scene", () => { found.newScene(); showFound() })
session.addEventListener("reading", event => show(/** @type {CustomEvent} */ (event).detail))
session.addEventListener("shown", event => showPace(/** @type {CustomEvent} */ (event).detail))
overlay.addEventListener("select", showSelected)
new ResizeObserver(() => show(state.last)).observe(stage)

document.addEventListener("visibilitychange", () => document.hidden ? leave() : comeBack())
addEventListener("pagehide", leave)
addEventListener("pageshow", event => { if (event.persisted) comeBack() })

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
  if (!still.frozen) show(null)
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
  for (const element of document.querySelectorAll("[data-in]")) {
    const phases = element.getAttribute("data-in")?.split(" ") ?? []
    element.toggleAttribute("hidden", !phases.includes(phase))
  }
  part("save").disabled = phase !== "live" && phase !== "frozen"
}

/** @param {any} message camera.reading, or null for a clean picture */
function show(message) {
  const turned = message && !sameShape(message.reading)
  state.last = turned ? null : message
  const view = { mode: state.fit, mirrored: state.mirrored }
  const screen = { width: stage.clientWidth, height: stage.clientHeight }
  overlay.show(state.last?.reading ?? null, { fit: state.fit, mirrored: state.mirrored })
  marks.show(state.last?.stable ?? [], Fit.of(state.last?.reading ?? screen, screen, view))
  if (!state.last) return
  found.update(state.last.stable)
  showFound()
  showSelected()
}

/** @param {{width: number, height: number}} reading */
function sameShape({ width, height }) {
  const picture = still.frozen ? part("still") : { width: video.videoWidth, height: video.videoHeight }
  return Math.abs(Math.log(((width / height) * picture.height) / picture.width)) < SAME_SHAPE
}

function showFound() {
  list.show(found.numbers)
  part("forget").hidden = found.numbers.length === 0
}

function showSelected() {
  const place = overlay.selected
  const glyph = place && state.last?.reading.lines[place.line]?.glyphs[place.glyph]
  part("sure").hidden = !glyph
  part("sure-heading").textContent = glyph ? `How sure: ${glyph.digit === null ? "not a digit" : `the ${glyph.digit}`}` : ""
  part("probabilities").show(glyph ?? null)
}

/** @param {{latency_ms: number, per_s: number}} pace */
function showPace({ latency_ms, per_s }) {
  part("latency").textContent = `${Math.round(latency_ms)} ms`
  part("rate").textContent = `${per_s.toFixed(per_s < 9.95 ? 1 : 0)} per s`
}

/** The preview of a camera that looks at its person behaves as a mirror; the pixels that are sent never do. @param {boolean} mirrored */
function setMirrored(mirrored) {
  state.mirrored = mirrored
  stage.classList.toggle("camera__stage--mirrored", mirrored)
}

/** @param {"contain" | "cover"} fit */
function setFit(fit) {
  state.fit = fit
  stage.classList.toggle("camera__stage--cover", fit === "cover")
  part("fit").setAttribute("aria-pressed", String(fit === "cover"))
  show(state.last)
}
