// Asks before a form is sent: <form data-confirm="id of a dialog">. The dialog's button "confirm" lets it go.

/** @param {HTMLFormElement} form */
export function wireConfirm(form) {
  const dialog = document.getElementById(form.dataset.confirm ?? "")
  if (!(dialog instanceof HTMLDialogElement)) return
  form.addEventListener("submit", event => {
    event.preventDefault()
    ask(dialog).then(confirmed => { if (confirmed) form.submit() })
  })
}

/**
 * Opens a dialog and answers whether its button "confirm" was pressed; Escape and outside clicks mean no.
 * @param {HTMLDialogElement} dialog
 * @returns {Promise<boolean>}
 */
export function ask(dialog) {
  dialog.returnValue = ""
  dialog.showModal()
  dialog.onclick = event => { if (event.target === dialog) dialog.close() }
  return new Promise(resolve => dialog.addEventListener("close", () => resolve(dialog.returnValue === "confirm"), { once: true }))
}
