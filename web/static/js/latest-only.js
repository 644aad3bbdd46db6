// For questions whose answers grow: one at a time, and of all that is wanted meanwhile only the last.

/**
 * @template Wanted
 * @param {(wanted: Wanted) => Promise<unknown>} act never rejects
 * @returns {(wanted: Wanted) => Promise<void>}
 */
export function latestOnly(act) {
  let busy = false
  /** @type {{ wanted: Wanted } | null} */ let waiting = null
  return async wanted => {
    waiting = { wanted }
    if (busy) return
    busy = true
    while (waiting) {
      const now = /** @type {{ wanted: Wanted }} */ (waiting)
      waiting = null
      await act(now.wanted)
    }
    busy = false
  }
}
