// A reading of the server as the viewer shows it.
import { explainGlyph, imageUrl } from "./api.js"

/**
 * @param {import("./api.js").Detail} reading
 * @param {string | null} [own] address of this browser's own copy of the first page, for servers that keep no pictures
 * @returns {import("./reading-view.js").ShownDocument}
 */
export function shownReading(reading, own = null) {
  return {
    key: reading.id,
    name: reading.name,
    pages: reading.page_readings.length ? reading.page_readings : [reading.error ? { error: reading.error } : null],
    picture: page => (reading.has_image ? imageUrl(reading.id, page) : page === 0 ? own : null),
    explain: ({ page, line, glyph }, signal) => explainGlyph(reading.id, page, line, glyph, signal),
    note: reading.status === "cancelled" ? "Stopped before this page." : "Not read yet.",
  }
}
