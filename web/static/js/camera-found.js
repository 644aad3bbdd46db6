// The numbers that a camera session has found. A locked number stays when it leaves the picture; one that is still
// settling goes with it. The same number found again moves to the top instead of filling the list.

/** @typedef {import("./messages.js").StableLine} StableLine */
/** @typedef {{track: number, text: string, confidence: number, locked: boolean, inView: boolean}} FoundNumber */

const MOST = 30

export class Found {
  /** Those in the picture first, then the newest. @type {FoundNumber[]} */ numbers = []

  /** @param {StableLine[]} stable all lines in the present picture */
  update(stable) {
    const there = new Set(stable.map(({ track }) => track))
    this.numbers = this.numbers.filter(({ locked, track }) => locked || there.has(track)).map(number => ({ ...number, inView: false }))
    for (const line of stable) if (line.text) this.#add(line)
    this.numbers = [...this.numbers.filter(({ inView }) => inView), ...this.numbers.filter(({ inView }) => !inView)].slice(0, MOST)
  }

  clear() {
    this.numbers = []
  }

  /** @param {StableLine} line */
  #add({ track, text, confidence, locked }) {
    const number = { track, text, confidence, locked, inView: true }
    const at = this.numbers.findIndex(known => known.track === track || (locked && known.locked && known.text === text))
    const known = this.numbers[at]
    if (!known) return this.numbers.unshift(number)
    if (known.locked && !locked) {
      // It opened up again: what was locked is kept, and what it is turning into stands above it.
      if (known.text !== text) {
        this.numbers[at] = { ...known, track: -1 }
        this.numbers.unshift(number)
      } else known.inView = true
      return
    }
    this.numbers[at] = number
  }
}
