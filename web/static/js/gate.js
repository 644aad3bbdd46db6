// Entry module of the pages with a form: sign in, sign up, forgot, reset.
import { wireForm } from "./form.js"
import { wirePassword } from "./password-field.js"

document.querySelectorAll('input[type="password"]').forEach(input => {
  if (input instanceof HTMLInputElement) wirePassword(input)
})
document.querySelectorAll("form[data-form]").forEach(form => {
  if (form instanceof HTMLFormElement) wireForm(form)
})
