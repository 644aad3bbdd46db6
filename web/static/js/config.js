// What the server told this page about itself, in <meta name="numeral">.

/**
 * @typedef {object} Config
 * @property {string} version
 * @property {boolean} signedIn
 * @property {string} sprite address of the icon sprite
 * @property {number} maxUploadBytes per file
 * @property {number} maxFiles per request
 * @property {boolean} keepImages false: the server keeps what it read, but no picture
 */

/**
 * @param {Document} [page]
 * @returns {Config}
 */
export function readConfig(page = document) {
  const meta = page.querySelector('meta[name="numeral"]')
  const data = meta instanceof HTMLElement ? meta.dataset : {}
  return {
    version: meta?.getAttribute("content") ?? "",
    signedIn: data.signedIn === "true",
    sprite: data.sprite ?? "/static/icons/sprite.svg",
    maxUploadBytes: Number(data.maxUploadBytes) || Infinity,
    maxFiles: Number(data.maxFiles) || Infinity,
    keepImages: data.keepImages !== "false",
  }
}
