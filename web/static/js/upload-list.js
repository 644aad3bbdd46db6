// The files on the Upload page, one row each. Emits "act" (detail: {act, item}): select, cancel, remove, replace, retry.
import { mayPreview } from "./file-kinds.js"
import { UploadRow } from "./upload-row.js"

/** @typedef {import("./upload-queue.js").Item} Item */

export class UploadList extends EventTarget {
  #host
  /** @type {Map<Item, { row: UploadRow, picture: string | null }>} */ #rows = new Map()

  /** @param {HTMLElement} host */
  constructor(host) {
    super()
    this.#host = host
    host.addEventListener("click", event => {
      const target = event.target instanceof Element ? event.target : null
      const act = target?.closest("button")?.dataset.act ?? "select" // a press anywhere on the row selects
      const item = [...this.#rows].find(([, { row }]) => target && row.element.contains(target))?.[0]
      if (item) this.dispatchEvent(new CustomEvent("act", { detail: { act, item } }))
    })
  }

  /** @param {Item[]} items @param {Item | null} selected */
  show(items, selected) {
    for (const [item, { picture }] of this.#rows) if (!items.includes(item)) this.#forget(item, picture)
    items.forEach((item, i) => {
      const { row } = this.#rows.get(item) ?? this.#make(item)
      row.show(item, item === selected)
      if (this.#host.children[i] !== row.element) this.#host.insertBefore(row.element, this.#host.children[i] ?? null)
    })
  }

  /** The browser's own view of a file; null where it has none. @param {Item} item */
  picture(item) {
    return this.#rows.get(item)?.picture ?? null
  }

  /** @param {Item} item */
  #make(item) {
    const picture = mayPreview(item.file) ? URL.createObjectURL(item.file) : null
    const made = { row: new UploadRow(item, picture), picture }
    this.#rows.set(item, made)
    return made
  }

  /** @param {Item} item @param {string | null} picture */
  #forget(item, picture) {
    this.#rows.get(item)?.row.element.remove()
    this.#rows.delete(item)
    if (picture) URL.revokeObjectURL(picture)
  }
}
