// Entry module of Account.
import { wireConfirm } from "./confirm.js"
import { wireForm } from "./form.js"
import { localiseTimes } from "./local-times.js"
import { wirePassword } from "./password-field.js"

document.querySelectorAll('input[type="password"]').forEach(input => wirePassword(/** @type {HTMLInputElement} */ (input)))
document.querySelectorAll("form[data-form]").forEach(form => wireForm(/** @type {HTMLFormElement} */ (form)))
document.querySelectorAll("form[data-confirm]").forEach(form => wireConfirm(/** @type {HTMLFormElement} */ (form)))
localiseTimes(document, new Date())
