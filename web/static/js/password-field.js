// Password fields: a Show button, and a word when Caps Lock is on.

/** @param {HTMLInputElement} input */
export function wirePassword(input) {
  input.dataset.kind = "password" // stays when Show turns it into text
  const button = document.querySelector(`[data-reveal="${input.id}"]`)
  if (button instanceof HTMLButtonElement) wireReveal(input, button)
  wireCapsLock(input)
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLButtonElement} button
 */
function wireReveal(input, button) {
  const word = button.querySelector("span")
  const use = button.querySelector("use")
  const label = (button.getAttribute("aria-label") ?? "Show password").replace(/^Show /, "")
  const reveal = (/** @type {boolean} */ shown) => {
    input.type = shown ? "text" : "password"
    button.setAttribute("aria-label", `${shown ? "Hide" : "Show"} ${label}`)
    if (word) word.textContent = shown ? "Hide" : "Show"
    if (use) use.setAttribute("href", (use.getAttribute("href") ?? "").replace(/#.*/, shown ? "#eye-off" : "#eye"))
  }
  button.addEventListener("click", () => reveal(input.type === "password"))
  // Sent as a password again, so that browsers offer to keep it and never list it as typed text.
  input.form?.addEventListener("submit", () => reveal(false))
  button.hidden = false
}

/** @param {HTMLInputElement} input */
function wireCapsLock(input) {
  const hint = document.createElement("span")
  hint.className = "caps-hint"
  hint.setAttribute("role", "status")
  input.closest(".field")?.querySelector(".field__head label")?.after(hint)
  const update = (/** @type {KeyboardEvent | MouseEvent} */ event) => {
    hint.textContent = event.getModifierState("CapsLock") ? "Caps Lock is on" : ""
  }
  input.addEventListener("keydown", update)
  input.addEventListener("keyup", update)
  input.addEventListener("mousedown", update)
  input.addEventListener("blur", () => { hint.textContent = "" })
}
