// Ink that outlives an accidental reload: kept in this tab, and only for as long as the tab.

/** @typedef {import("./ink.js").Ink} Ink */

/** Keeps `ink` under `key` from now on, after bringing back what was there. @param {Ink} ink @param {string} key @param {Storage} [storage] */
export function remember(ink, key, storage = sessionStorage) {
  restore(ink, storage.getItem(key))
  const keep = () => {
    try {
      if (ink.empty) storage.removeItem(key)
      else storage.setItem(key, JSON.stringify(ink))
    } catch {
      storage.removeItem(key) // more ink than a tab may keep: an old half of it would be worse than none
    }
  }
  let scheduled = false
  ink.addEventListener("change", () => {
    if (scheduled) return
    scheduled = true
    setTimeout(() => { scheduled = false; keep() }, 400)
  })
  globalThis.addEventListener?.("pagehide", keep)
}

/** @param {Ink} ink @param {string | null} kept */
function restore(ink, kept) {
  if (!kept) return
  try {
    ink.restore(JSON.parse(kept))
  } catch (error) {
    console.warn("The ink kept for this tab could not be read.", error)
  }
}
