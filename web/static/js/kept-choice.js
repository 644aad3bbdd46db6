// Small choices that this browser remembers. Without storage a choice lasts as long as its page.

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Store */

/** What was kept under `key`, if anything. @param {string} key @param {Store} [storage] the browser's own when not given */
export function recall(key, storage) {
  try {
    return (storage ?? localStorage).getItem(key)
  } catch {
    return null
  }
}

/** Keeps `value` under `key`; null forgets what was there. @param {string} key @param {string | null} value @param {Store} [storage] */
export function keep(key, value, storage) {
  try {
    if (value === null) (storage ?? localStorage).removeItem(key)
    else (storage ?? localStorage).setItem(key, value)
  } catch {
    // No storage: the choice lasts as long as this page.
  }
}
