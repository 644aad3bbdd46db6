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

/** A name that tells drawings and pictures apart in the history: what it is, and when by this device's clock. @param {string} what @param {Date} now */
export function stampedName(what, now) {
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0")
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-")
  return `${what} ${day} ${[now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join("-")}`
}

/** @param {{message?: string, hint?: string} | undefined} error */
function sentence(error) {
  const { message = "", hint = "" } = error ?? {}
  return message.includes(hint) ? message : `${message} ${hint}`.trim()
}
