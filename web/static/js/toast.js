// A sentence at the bottom of the page that goes by itself, with at most one action ("Undo").
// It is announced politely and never takes the focus.

/**
 * @param {string} message
 * @param {object} [options]
 * @param {"plain" | "bad"} [options.tone]
 * @param {number} [options.ms] how long it stays; pointing at it or focusing in it holds it
 * @param {{ label: string, run: () => void }} [options.action]
 * @param {() => void} [options.onGone] called once when it went without its action
 * @returns {() => void} takes it away now
 */
export function toast(message, { tone = "plain", ms = 5000, action, onGone } = {}) {
  const element = document.createElement("div")
  element.className = `toast toast--${tone}`
  const words = document.createElement("p")
  words.textContent = message
  element.append(words)

  let open = true
  const close = (acted = false) => {
    if (!open) return
    open = false
    clearTimeout(timer)
    element.remove()
    if (!acted) onGone?.()
  }
  if (action) element.append(actionButton(action, () => close(true)))
  let timer = setTimeout(close, ms)
  const hold = () => clearTimeout(timer)
  const release = () => { if (open) { clearTimeout(timer); timer = setTimeout(close, ms / 2) } }
  element.addEventListener("pointerenter", hold)
  element.addEventListener("pointerleave", release)
  element.addEventListener("focusin", hold)
  element.addEventListener("focusout", release)

  document.getElementById("toasts")?.append(element)
  return () => close()
}

/**
 * @param {{ label: string, run: () => void }} action
 * @param {() => void} close
 */
function actionButton({ label, run }, close) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "button"
  button.textContent = label
  button.addEventListener("click", () => { close(); run() })
  return button
}
