// A reading of the server as the viewer shows it.
import { explainGlyph, imageUrl } from "./api.js"
import { isOver } from "./reading-state.js"

/**
 * @param {import("./api.js").Detail} reading
 * @param {string | null} [own] address of this browser's own copy of the first page: for servers that keep no pictures,
 *   whose picture goes at the moment the reading is over
 * @returns {import("./reading-view.js").ShownDocument}
 */
export function shownReading(reading, own = null) {
  return {
    key: reading.id,
    name: reading.name,
    pages: reading.page_readings.length ? reading.page_readings : [reading.error ? { error: reading.error } : null],
    picture: page => (page === 0 && own && (!reading.has_image || !isOver(reading)) ? own : reading.has_image ? imageUrl(reading.id, page) : null),
    explain: ({ page, line, glyph }, signal) => explainGlyph(reading.id, page, line, glyph, signal),
    note: reading.status === "cancelled" ? "Stopped before this page." : "Not read yet.",
  }
}
