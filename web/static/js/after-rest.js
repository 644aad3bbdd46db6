// Something to do once things have been quiet for a while.

/** @param {number} ms @param {() => unknown} act @returns {() => void} call it whenever something happened */
export function afterRest(ms, act) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  return () => {
    clearTimeout(timer)
    timer = setTimeout(act, ms)
  }
}
