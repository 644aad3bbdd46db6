// Choosing the format that numbers are looked at under. Emits "choose"; `value` is the format's name, "" for none.

/** @typedef {{name: string, title: string, example: string, group: string}} Format */

const OWN = "own"

export class FormatChooser extends EventTarget {
  #select
  #own

  /** @param {HTMLSelectElement} select holds "As seen" @param {HTMLInputElement} own where a length or pattern is typed */
  constructor(select, own) {
    super()
    this.#select = select
    this.#own = own
    select.addEventListener("change", () => {
      own.hidden = select.value !== OWN
      if (own.hidden || own.value.trim()) this.#chosen()
      if (!own.hidden) own.focus()
    })
    own.addEventListener("change", () => this.#chosen())
  }

  /** @param {Format[]} formats in the order in which they are offered */
  offer(formats) {
    const groups = new Map(formats.map(({ group }) => [group, document.createElement("optgroup")]))
    for (const [label, element] of groups) element.label = label
    for (const { name, title, example, group } of formats) groups.get(group)?.append(new Option(`${title} · ${example}`, name))
    this.#select.append(...groups.values(), new Option("Length or pattern …", OWN))
  }

  get value() {
    return this.#select.value === OWN ? this.#own.value.trim() : this.#select.value
  }

  /** @param {string} name of a format that is offered, or a length or pattern; "" for none */
  set value(name) {
    const offered = [...this.#select.options].some(({ value }) => value === name && value !== OWN)
    this.#select.value = offered ? name : OWN
    this.#own.value = offered ? "" : name
    this.#own.hidden = offered
  }

  #chosen() {
    this.dispatchEvent(new Event("choose"))
  }
}
