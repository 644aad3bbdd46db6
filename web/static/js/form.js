// One form: says what is wrong under each field when it is left, and sends only once. Works as plain HTML without this.
import { icon } from "./icon.js"
import { fieldError } from "./field-rules.js"

/** @param {HTMLFormElement} form */
export function wireForm(form) {
  form.noValidate = true // our sentences, not the browser's bubbles
  const inputs = [...form.querySelectorAll("[data-field] input")].filter(input => input instanceof HTMLInputElement)
  inputs.forEach(input => {
    input.addEventListener("blur", () => { if (input.value) show(input, check(input, form)) })
    input.addEventListener("input", () => { if (input.ariaInvalid === "true") show(input, check(input, form)) })
    decorateServerError(input)
  })
  form.addEventListener("submit", event => {
    const wrong = inputs.filter(input => show(input, check(input, form)))
    if (wrong.length) {
      event.preventDefault()
      wrong[0].focus()
      return
    }
    sendOnce(form)
  })
  // Back from the next page: the browser may show this one as it was left.
  addEventListener("pageshow", () => busy(form, false))
}

/**
 * @param {HTMLInputElement} input
 * @param {HTMLFormElement} form
 */
function check(input, form) {
  const twin = input.name === "confirmation" ? form.elements.namedItem("password") : null
  const label = form.querySelector(`label[for="${input.id}"]`)?.textContent?.trim() ?? input.name
  return fieldError({
    name: input.name, label, value: input.value, required: input.required, type: input.dataset.kind ?? input.type,
    minLength: input.minLength, twin: twin instanceof HTMLInputElement ? twin.value : undefined,
  })
}

/**
 * @param {HTMLInputElement} input
 * @param {string} error
 * @returns {boolean} whether there is an error
 */
function show(input, error) {
  const foot = document.getElementById(`${input.id}-foot`)
  if (!foot) return Boolean(error)
  const hint = input.closest("[data-field]")?.getAttribute("data-hint") ?? ""
  foot.className = `field__foot ${error ? "field__error" : "field__hint"}`
  foot.replaceChildren(...(error ? [icon("warning"), error] : [hint]))
  if (error) input.setAttribute("aria-invalid", "true")
  else input.removeAttribute("aria-invalid")
  return Boolean(error)
}

/** @param {HTMLInputElement} input */
function decorateServerError(input) {
  const foot = document.getElementById(`${input.id}-foot`)
  if (foot?.classList.contains("field__error")) foot.prepend(icon("warning"))
}

/** @param {HTMLFormElement} form */
function sendOnce(form) {
  // After this turn, so that the button's own name and value are still sent.
  setTimeout(() => busy(form, true))
}

/**
 * @param {HTMLFormElement} form
 * @param {boolean} on
 */
function busy(form, on) {
  form.querySelectorAll('button[type="submit"]').forEach(button => {
    if (button instanceof HTMLButtonElement) button.disabled = on
  })
}
