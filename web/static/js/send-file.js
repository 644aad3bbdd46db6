// One file to the server, telling how much of it has gone. XMLHttpRequest, because fetch does not tell.
import { ApiError, retryAfter, signInAgain, troubleOf } from "./api.js"

/** @typedef {{ readings: import("./api.js").Summary[], rejected: { name: string, error: import("./api.js").Trouble }[] }} Answer */

/**
 * @param {File} file
 * @param {{ onProgress: (sent: number, total: number) => void, signal: AbortSignal }} options
 * @returns {Promise<Answer>}
 */
export function sendFile(file, { onProgress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open("POST", "/api/readings")
    request.setRequestHeader("Accept", "application/json")
    request.responseType = "json"
    request.upload.addEventListener("progress", event => onProgress(event.loaded, event.total))
    request.addEventListener("load", () => answered(request, resolve, reject))
    request.addEventListener("error", () => reject(new ApiError(0, troubleOf(0, null))))
    request.addEventListener("abort", () => reject(signal.reason))
    signal.addEventListener("abort", () => request.abort(), { once: true })
    const form = new FormData()
    form.append("files", file, file.name)
    request.send(form)
  })
}

/**
 * @param {XMLHttpRequest} request
 * @param {(answer: Answer) => void} resolve
 * @param {(error: ApiError) => void} reject
 */
function answered(request, resolve, reject) {
  const { status, response } = request
  if (status === 202 || Array.isArray(response?.rejected)) return resolve({ readings: response.readings ?? [], rejected: response.rejected ?? [] })
  if (status === 401) signInAgain()
  reject(new ApiError(status, troubleOf(status, response), retryAfter(request.getResponseHeader("Retry-After"))))
}
