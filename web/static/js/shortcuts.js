// Keyboard shortcuts of a page. Keys typed into a field, and keys that the browser means otherwise, are left alone.

/** The name of a key press, as shortcuts are written: "ctrl+shift+z", "escape", "c". Command counts as ctrl. @param {{key: string, ctrlKey: boolean, metaKey: boolean, shiftKey: boolean, altKey: boolean}} event */
export function keyName({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  const held = [ctrlKey || metaKey ? "ctrl" : "", altKey ? "alt" : "", shiftKey ? "shift" : ""].filter(Boolean)
  return [...held, key.toLowerCase()].join("+")
}

/** @param {Record<string, () => void>} actions by key name @param {Document} [page] */
export function shortcuts(actions, page = document) {
  page.addEventListener("keydown", event => {
    // A focused button takes Space and Enter for itself; fields and dialogs take everything.
    const own = /^( |enter)$/.test(keyName(event)) ? "button, a, summary, [tabindex='0']" : ""
    const taken = [own, "input, textarea, select, [contenteditable], dialog"].filter(Boolean).join()
    const typing = event.target instanceof Element && event.target.closest(taken)
    const action = Object.hasOwn(actions, keyName(event)) && actions[keyName(event)]
    if (typing || event.defaultPrevented || event.repeat || !action) return
    event.preventDefault()
    action()
  })
}
