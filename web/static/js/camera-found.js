// The numbers that a camera session has found. A locked number stays when it leaves the picture; one that is still
// settling goes with it. The same number found again moves to the top instead of filling the list.

/** @typedef {import("./messages.js").StableLine} StableLine */
/** @typedef {{track: number, text: string, confidence: number, verdict: import("./messages.js").Verdict, locked: boolean, inView: boolean, formatted?: import("./messages.js").Formatted | null}} FoundNumber */

/** The texts of those that are not locked yet; what is perhaps no number comes and goes untold. @param {FoundNumber[]} found */
export const settling = found => found.filter(({ locked, verdict }) => !locked && verdict !== "ignore").map(({ text }) => text)

const MOST = 30
/** The track of a number whose line is no longer followed. */
const GONE = -1

export class Found {
  /** Those in the picture first, then the newest. @type {FoundNumber[]} */ numbers = []

  /** @param {StableLine[]} stable all lines in the present picture */
  update(stable) {
    const there = new Set(stable.map(({ track }) => track))
    this.numbers = this.numbers.filter(({ locked, track }) => locked || there.has(track)).map(number => ({ ...number, inView: false }))
    for (const line of stable) if (line.text) this.#add(line)
    this.numbers = [...this.numbers.filter(({ inView }) => inView), ...this.numbers.filter(({ inView }) => !inView)].slice(0, MOST)
  }

  /** Lines are numbered anew from here on: only what has locked stays. */
  newScene() {
    this.numbers = this.numbers.filter(({ locked }) => locked).map(number => ({ ...number, track: GONE, inView: false }))
  }

  clear() {
    this.numbers = []
  }

  /** @param {StableLine} line */
  #add({ track, text, confidence, verdict, locked, formatted }) {
    const number = { track, text, confidence, verdict, locked, formatted, inView: true }
    const own = this.numbers.find(known => known.track === track)
    if (own?.locked && !locked && own.text !== text) own.track = GONE // it opened up: what had locked stays as it was
    const same = this.numbers.find(known => known.locked && known.text === text)
    if (same && !locked) return this.#replace([own?.locked ? undefined : own], same, { ...same, inView: true })
    this.#replace([same], own?.track === track ? own : undefined, number)
  }

  /** Puts `number` in the place of `old`, or on top; takes the others away. @param {(FoundNumber | undefined)[]} others @param {FoundNumber | undefined} old @param {FoundNumber} number */
  #replace(others, old, number) {
    if (old) this.numbers[this.numbers.indexOf(old)] = number
    else this.numbers.unshift(number)
    this.numbers = this.numbers.filter(known => known === number || !others.includes(known))
  }
}
