// A document as read: page after page with its digits, the number, and the digit that is picked out.
// One to a page of the product; its markup is partials/reading-view.html.
import { troubleWords } from "./api.js"
import { copyText } from "./copy.js"
import { DigitPanel } from "./digit-panel.js"
import { plural } from "./format.js"
import { NumberView } from "./number.js"
import { documentText, isRead, nextAfter, toCheck, weakest } from "./places.js"
import { ReadingSheet } from "./reading-sheet.js"
import { toast } from "./toast.js"

/**
 * @typedef {import("./places.js").PageReading} PageReading
 * @typedef {import("./places.js").Place} Place
 * @typedef {object} ShownDocument
 * @property {unknown} key what tells it from other documents
 * @property {string} name
 * @property {PageReading[]} pages one per page; null: not read yet
 * @property {(page: number) => string | null} picture address of a page's picture
 * @property {((place: Place, signal: AbortSignal) => Promise<import("./messages.js").Explanation>) | null} explain
 * @property {string} [note] what to say on a page that has no reading yet
 */

export class ReadingView {
  #host
  #sheet
  #number
  #panel
  /** @type {ShownDocument | null} */ #document = null
  /** @type {Place | null} */ #place = null
  #page = 0

  /** @param {HTMLElement} host */
  constructor(host) {
    this.#host = host
    this.#sheet = new ReadingSheet(this.#part("scroll"))
    this.#number = new NumberView(this.#part("number"))
    this.#panel = new DigitPanel(this.#part("digit"), (canvas, box) => this.#sheet.closeUp(canvas, box))
    for (const source of [this.#sheet, this.#number]) {
      source.addEventListener("select", event => this.#pick({ page: this.#page, .../** @type {CustomEvent} */ (event).detail }))
    }
    this.#sheet.addEventListener("load", () => this.#closeUp())
    this.#sheet.addEventListener("missing", () => this.#closeUp())
    this.#listen()
  }

  /** Shows a document from its first page; the same document, further on, keeps page and digit. @param {ShownDocument} document */
  show(document) {
    if (document.key !== this.#document?.key) {
      this.#page = 0
      this.#place = null
    }
    this.#document = document
    this.#host.classList.remove("viewer--loading")
    this.#place ??= weakest(document.pages, this.#page)
    this.#render()
  }

  #listen() {
    this.#part("previous").addEventListener("click", () => this.#turnTo(this.#page - 1))
    this.#part("next").addEventListener("click", () => this.#turnTo(this.#page + 1))
    this.#part("check").addEventListener("click", () => this.#nextToCheck())
    this.#part("copy").addEventListener("click", () => this.#copy())
    const labels = this.#part("labels")
    labels.addEventListener("click", () => {
      const bare = this.#host.classList.toggle("viewer--bare")
      labels.setAttribute("aria-pressed", String(!bare))
    })
    const zooms = /** @type {NodeListOf<HTMLButtonElement>} */ (this.#host.querySelectorAll("[data-zoom]"))
    zooms.forEach(button => button.addEventListener("click", () => {
      zooms.forEach(other => other.setAttribute("aria-pressed", String(other === button)))
      this.#sheet.zoom = Number(button.dataset.zoom)
      if (this.#place) this.#sheet.select(this.#place.line, this.#place.glyph)
    }))
  }

  /** @param {number} page */
  #turnTo(page) {
    if (!this.#document || page < 0 || page >= this.#document.pages.length) return
    this.#page = page
    this.#place = weakest(this.#document.pages, page)
    this.#render()
  }

  #nextToCheck() {
    const next = nextAfter(toCheck(this.#document?.pages ?? []), this.#place)
    if (next) this.#pick(next)
  }

  /** @param {Place} place */
  #pick(place) {
    this.#place = place
    this.#page = place.page
    this.#render()
    this.#number.reveal()
  }

  #render() {
    if (!this.#document) return
    const { name, pages, picture } = this.#document
    const reading = pages[this.#page]
    const read = isRead(reading) ? reading : null
    const place = this.#place
    this.#sheet.show(picture(this.#page), read, pages.length > 1 ? `${name}, page ${this.#page + 1}` : name)
    this.#sheet.select(place?.line ?? -1, place?.glyph ?? -1)
    this.#number.show(read, place)
    this.#showGlyph(read)
    this.#showSurroundings(pages, reading)
  }

  /** @param {import("./messages.js").Reading | null} reading */
  #showGlyph(reading) {
    const place = this.#place
    const glyph = place && reading?.lines[place.line]?.glyphs[place.glyph]
    const explain = this.#document?.explain
    this.#panel.show(glyph ?? null, place && explain ? signal => explain(place, signal) : null)
    this.#closeUp()
  }

  #closeUp() {
    const reading = this.#document?.pages[this.#page]
    const glyph = this.#place && isRead(reading) && reading.lines[this.#place.line]?.glyphs[this.#place.glyph]
    this.#panel.canvas.hidden = !(glyph && this.#sheet.closeUp(this.#panel.canvas, glyph.box))
  }

  /** @param {PageReading[]} pages @param {PageReading} reading */
  #showSurroundings(pages, reading) {
    this.#part("pager").hidden = pages.length < 2
    this.#part("page").textContent = `${this.#page + 1} of ${pages.length}`
    this.#button("previous").disabled = this.#page === 0
    this.#button("next").disabled = this.#page === pages.length - 1
    const doubtful = toCheck(pages).length
    this.#part("check").hidden = doubtful === 0
    this.#part("check-count").textContent = `Check ${doubtful}`
    this.#part("check").title = `${plural(doubtful, "number")} to look at again: press to go to the next`
    this.#button("copy").disabled = !documentText(pages)
    const note = pageNote(reading, this.#document?.note ?? "Not read yet.")
    this.#part("note").hidden = !note
    this.#part("note").textContent = note
    this.#host.classList.toggle("viewer--unread", !pages.some(isRead))
  }

  async #copy() {
    const text = documentText(this.#document?.pages ?? [])
    if (!text) return
    const copied = await copyText(text)
    toast(copied ? "Copied" : "The browser did not allow copying.", { tone: copied ? "plain" : "bad", ms: 2500 })
  }

  /** @param {string} name */
  #part(name) {
    return /** @type {HTMLElement} */ (this.#host.querySelector(`[data-part="${name}"]`))
  }

  /** @param {string} name */
  #button(name) {
    return /** @type {HTMLButtonElement} */ (this.#part(name))
  }
}

/** @param {PageReading} reading @param {string} unread */
function pageNote(reading, unread) {
  if (!reading) return unread
  if (!isRead(reading)) return troubleWords(reading.error)
  if (!reading.lines.some(line => line.text)) return "No digits on this page."
  if (!reading.rotation) return ""
  return reading.rotation === 180 ? "It stood on its head, and was turned to be read." : "It lay on its side, and was turned to be read."
}
