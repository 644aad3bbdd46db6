// Sizes, counts and times as people read them. Pure; times take the clock as an argument.

/** As file managers count: 1 kB is 1024 bytes. @param {number} bytes */
export function formatBytes(bytes) {
  if (bytes < 1024) return `${bytes} B`
  const units = ["kB", "MB", "GB", "TB"]
  let value = bytes
  let unit = -1
  // 1023.6 kB would round to "1024 kB": step on at what is shown, not at what is.
  do { value /= 1024; unit++ } while (Math.round(value) >= 1024 && unit < units.length - 1)
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** @param {number} count @param {string} one @param {string} [many] */
export const plural = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`

const DAY_MS = 86_400_000

/** Whole days from `then` to `now` by the calendar of this place. @param {Date} then @param {Date} now */
function daysAgo(then, now) {
  const midnight = (/** @type {Date} */ date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
  return Math.round((midnight(now) - midnight(then)) / DAY_MS)
}

/** "Today", "Yesterday", "Monday", "3 March", "3 March 2025". @param {Date} then @param {Date} now @param {string} [locale] */
export function dayName(then, now, locale) {
  const days = daysAgo(then, now)
  if (days === 0) return "Today"
  if (days === 1) return "Yesterday"
  if (days > 1 && days < 7) return then.toLocaleDateString(locale, { weekday: "long" })
  const year = then.getFullYear() === now.getFullYear() ? undefined : "numeric"
  return then.toLocaleDateString(locale, { day: "numeric", month: "long", year })
}

/** "09:41". @param {Date} then @param {string} [locale] */
export const clockTime = (then, locale) => then.toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" })

/** "just now", "5 minutes ago", "2 hours ago", then the day and time. @param {Date} then @param {Date} now @param {string} [locale] */
export function ago(then, now, locale) {
  const minutes = Math.floor((now.getTime() - then.getTime()) / 60_000)
  if (minutes < 1) return "just now"
  if (minutes < 60) return `${plural(minutes, "minute")} ago`
  if (minutes < 12 * 60) return `${plural(Math.floor(minutes / 60), "hour")} ago`
  return `${dayName(then, now, locale)}, ${clockTime(then, locale)}`
}
