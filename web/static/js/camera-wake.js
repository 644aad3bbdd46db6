// Keeps the screen awake while the camera runs, where the browser can; a dark phone reads nothing.

export class WakeLock {
  #wanted = false
  /** @type {WakeLockSentinel | null} */ #lock = null

  async on() {
    this.#wanted = true
    if (this.#lock && !this.#lock.released) return
    try {
      const lock = await navigator.wakeLock?.request("screen")
      if (lock && !this.#wanted) return lock.release()
      this.#lock = lock ?? null
    } catch {
      // Low battery or a hidden page: the screen goes dark in its usual time.
    }
  }

  async off() {
    this.#wanted = false
    await this.#lock?.release()
    this.#lock = null
  }
}
