// What is checked while a person fills in a form, before the server checks it again. Pure: no page needed.

/**
 * @typedef {object} FieldState
 * @property {string} name
 * @property {string} label
 * @property {string} value
 * @property {boolean} required
 * @property {"text" | "email" | "password" | string} type
 * @property {number} minLength 0 or less: no minimum
 * @property {string} [twin] value of the field that this one must repeat
 */

/**
 * The sentence to show under a field, or "" when there is nothing to say against it.
 * @param {FieldState} field
 * @returns {string}
 */
export function fieldError({ label, value, required, type, minLength, twin }) {
  const typed = type === "password" ? value : value.trim()
  if (!typed) return required ? `${label} is missing.` : ""
  if (type === "email" && !looksLikeEmail(typed)) return "This is not a whole e-mail address, like name@example.org."
  if (twin !== undefined) return value === twin ? "" : "The two passwords differ."
  if (minLength > 0 && typed.length < minLength) return `At least ${minLength} characters, please: ${minLength - typed.length} to go.`
  return ""
}

/**
 * Loose on purpose: the server decides, this only catches slips.
 * @param {string} text
 */
export function looksLikeEmail(text) {
  return /^[^\s@]+@[^\s@]+\.[^\s@.]+$|^[^\s@]+@localhost$/.test(text)
}
