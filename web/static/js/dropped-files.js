// The files in what was dropped or pasted; folders are opened.

/** @param {DataTransfer} transfer @returns {Promise<File[]>} */
export async function filesOf(transfer) {
  // Entries must be taken before anything is awaited: the browser empties the transfer after the event.
  const entries = [...transfer.items].filter(item => item.kind === "file").map(item => item.webkitGetAsEntry?.() ?? item.getAsFile())
  const files = await Promise.all(entries.map(entry => (entry instanceof File ? [entry] : entry ? below(entry) : [])))
  return files.flat()
}

/** @param {FileSystemEntry} entry @returns {Promise<File[]>} */
async function below(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject))]
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader()
  const found = []
  // A reader hands out at most a hundred at a time, and nothing when it is through.
  for (let batch = await next(reader); batch.length; batch = await next(reader)) found.push(...batch)
  const visible = found.filter(({ name }) => !name.startsWith(".")).sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
  return (await Promise.all(visible.map(below))).flat()
}

/** @param {FileSystemDirectoryReader} reader @returns {Promise<FileSystemEntry[]>} */
const next = reader => new Promise((resolve, reject) => reader.readEntries(resolve, reject))
