// The HTTP API as functions. Every refusal becomes an ApiError with the server's own sentence.

/**
 * @typedef {"queued" | "reading" | "done" | "failed" | "cancelled"} Status
 * @typedef {{ code: string, message: string, hint: string }} Trouble
 * @typedef {object} Summary
 * @property {string} id
 * @property {string} name
 * @property {string} kind
 * @property {Status} status
 * @property {number} pages
 * @property {number} pages_done
 * @property {string} created ISO 8601, UTC
 * @property {string} text
 * @property {number} confidence
 * @property {import("./messages.js").Verdict | null} verdict
 * @property {number | null} numbers but for what is perhaps none
 * @property {number | null} to_check how many of them should be looked at
 * @property {number} bytes
 * @property {boolean} has_image
 * @property {Trouble | null} error
 * @typedef {Summary & { page_readings: (import("./messages.js").Reading | { error: Trouble } | null)[] }} Detail
 */

export class ApiError extends Error {
  /**
   * @param {number} status 0: the server was not reached
   * @param {Trouble} trouble
   * @param {number | null} [retryAfter_s]
   */
  constructor(status, trouble, retryAfter_s = null) {
    super(trouble.message)
    this.status = status
    this.code = trouble.code
    this.hint = trouble.hint
    this.retryAfter_s = retryAfter_s
  }
}

/** @type {Trouble} */
export const UNREACHABLE = { code: "network", message: "The server cannot be reached.", hint: "Check the connection and try again." }

/**
 * What a refusal says, whatever its body looks like.
 * @param {number} status
 * @param {unknown} body parsed JSON, or null
 * @returns {Trouble}
 */
export function troubleOf(status, body) {
  const error = /** @type {any} */ (body)?.error
  if (typeof error?.message === "string") return { code: String(error.code ?? ""), message: error.message, hint: String(error.hint ?? "") }
  if (status === 0) return UNREACHABLE
  if (status === 413) return { code: "too_large", message: "This is larger than the server takes.", hint: "Split it or save it smaller." }
  return { code: "server.error", message: `The server answered ${status}.`, hint: "Try again in a moment." }
}

/** What happened and what to do, said once where both are the same. @param {{ message: string, hint: string } | null | undefined} trouble */
export const troubleWords = trouble => [...new Set([trouble?.message, trouble?.hint])].filter(Boolean).join(" ")

/** @param {string | null} header seconds, as our server sends it */
export function retryAfter(header) {
  const seconds = Number(header)
  return header && Number.isFinite(seconds) && seconds >= 0 ? seconds : null
}

/**
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<any>} the JSON body, null when there is none
 */
async function request(path, init = {}) {
  let response
  try {
    response = await fetch(path, { ...init, headers: { Accept: "application/json", ...init.headers } })
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new ApiError(0, UNREACHABLE)
  }
  const body = response.status === 204 ? null : await response.json().catch(() => null)
  if (response.ok) return body
  if (response.status === 401) signInAgain()
  throw new ApiError(response.status, troubleOf(response.status, body), retryAfter(response.headers.get("Retry-After")))
}

/** The session is over: ask for it again, and come back here. */
export function signInAgain() {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`)
}

const at = (/** @type {string} */ id) => `/api/readings/${encodeURIComponent(id)}`

/**
 * @param {{ search?: string, limit?: number, before?: string | null, signal?: AbortSignal }} [query]
 * @returns {Promise<{ readings: Summary[], next: string | null }>}
 */
export function listReadings({ search = "", limit = 50, before = null, signal } = {}) {
  const query = new URLSearchParams({ limit: String(limit) })
  if (search) query.set("search", search)
  if (before) query.set("before", before)
  return request(`/api/readings?${query}`, { signal })
}

/**
 * One reading, its lines judged under a format if one is named.
 * @param {string} id @param {{ format?: string, signal?: AbortSignal }} [options] @returns {Promise<Detail>}
 */
export const getReading = (id, { format = "", signal } = {}) => request(readingUrl(id, format), { signal })

/** @param {string} id @param {string} [format] */
export const readingUrl = (id, format = "") => at(id) + (format ? `?${new URLSearchParams({ format })}` : "")

/** @returns {Promise<import("./format-chooser.js").Format[]>} in the order in which to offer them */
export const listFormats = () => request("/api/formats").then(({ formats }) => formats)

/** `keepalive` lets it finish while the page goes away. @param {string} id @param {{ keepalive?: boolean }} [options] */
export const deleteReading = (id, { keepalive = false } = {}) => request(at(id), { method: "DELETE", keepalive })

/** @param {string} id @returns {Promise<Summary>} */
export const cancelReading = id => request(`${at(id)}/cancel`, { method: "POST" })

/** @param {string} id @param {number} page @param {number} line @param {number} glyph @param {AbortSignal} [signal] @returns {Promise<import("./messages.js").Explanation>} */
export const explainGlyph = (id, page, line, glyph, signal) => request(`${at(id)}/pages/${page}/explain?line=${line}&glyph=${glyph}`, { signal })

/** @param {string} id @param {number} page */
export const imageUrl = (id, page) => `${at(id)}/pages/${page}/image`

/** @param {string} id @param {number} [page] */
export const thumbnailUrl = (id, page = 0) => `${at(id)}/pages/${page}/thumbnail`
