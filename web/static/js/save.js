// A drawing or a still picture into the history.

/** @typedef {{id: string, name: string, status: string, text: string}} Summary */

/** What went wrong, as a sentence that says what to do next. */
export class SaveError extends Error {}

/** @param {"ink" | "files"} part @param {Blob} content @param {string} name @returns {Promise<Summary>} */
export async function saveReading(part, content, name) {
  const form = new FormData()
  form.append(part, content, name)
  const response = await fetch("/api/readings", { method: "POST", body: form }).catch(() => {
    throw new SaveError("The server could not be reached. Check the connection and save again.")
  })
  const answer = await response.json().catch(() => ({}))
  const [saved] = answer.readings ?? []
  if (response.ok && saved) return saved
  throw new SaveError(sentence(answer.rejected?.[0]?.error ?? answer.error) || `It was not saved (${response.status}). Try again.`)
}

/** @param {{message?: string, hint?: string} | undefined} error */
function sentence(error) {
  const { message = "", hint = "" } = error ?? {}
  return message.includes(hint) ? message : `${message} ${hint}`.trim()
}
