// One camera at a time, shown in one <video>. Its light is on only between start() and stop().
// Emits "started" (detail: {mirrored, deviceId}), "size" when the picture turned or changed size, "ended" when the
// camera went away by itself.

/** @typedef {MediaTrackCapabilities & {torch?: boolean, zoom?: {min: number, max: number, step: number}}} Capabilities */

/** What is asked of a camera: the rear one first, sharp enough for small print; anything that it has will do. @param {string | null} deviceId */
export function wishes(deviceId) {
  const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: "environment" } }
  // resizeMode: whole pictures as the camera makes them, not cut to the size that was asked for.
  const picture = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 }, resizeMode: { ideal: "none" } }
  return { audio: false, video: { ...which, ...picture } }
}

/** Whether the camera looks at the person who holds it. Desktop cameras do not say, and stay unmirrored: digits read easier. @param {{facingMode?: string}} settings @param {string} label */
export function looksAtPerson({ facingMode }, label) {
  return facingMode ? facingMode === "user" : /\b(front|user|facetime)\b/i.test(label)
}

export class CameraStream extends EventTarget {
  #video
  /** @type {MediaStreamTrack | null} */ #track = null
  /** Only the newest start() counts: the person may leave, or pick another camera, while the first is still starting. */
  #attempt = 0

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    super()
    this.#video = video
    video.addEventListener("resize", () => this.dispatchEvent(new Event("size")))
  }

  get running() {
    return this.#track !== null
  }

  /** @returns {Capabilities} what the camera in use can do beyond pictures */
  get capabilities() {
    return this.#track?.getCapabilities?.() ?? {}
  }

  /** Throws what getUserMedia throws. Resolves to false if stopped meanwhile. @param {string | null} deviceId null: the rear camera */
  async start(deviceId = null) {
    this.stop()
    const attempt = ++this.#attempt
    const stream = await navigator.mediaDevices.getUserMedia(wishes(deviceId))
    const [track] = stream.getVideoTracks()
    if (attempt !== this.#attempt) {
      track.stop()
      return false
    }
    this.#track = track
    track.addEventListener("ended", () => this.#lost(track))
    this.#video.srcObject = stream
    await this.#video.play().catch(() => {}) // cut short by stop(): no news
    const settings = track.getSettings()
    const detail = { mirrored: looksAtPerson(settings, track.label), deviceId: settings.deviceId ?? null }
    if (attempt === this.#attempt) this.dispatchEvent(new CustomEvent("started", { detail }))
    return attempt === this.#attempt
  }

  stop() {
    this.#attempt++
    this.#track?.stop()
    this.#track = null
    this.#video.srcObject = null
  }

  /** @param {object} constraint torch or zoom */
  async set(constraint) {
    await this.#track?.applyConstraints({ advanced: [constraint] })
  }

  /** @returns {Promise<MediaDeviceInfo[]>} */
  async cameras() {
    return (await navigator.mediaDevices.enumerateDevices()).filter(({ kind }) => kind === "videoinput")
  }

  /** @param {MediaStreamTrack} track */
  #lost(track) {
    if (track !== this.#track) return
    this.stop()
    this.dispatchEvent(new Event("ended"))
  }
}

/** Whether the person allowed the camera on an earlier visit. Not every browser tells. */
export async function alreadyAllowed() {
  try {
    return (await navigator.permissions.query({ name: /** @type {any} */ ("camera") })).state === "granted"
  } catch {
    return false
  }
}
