// Which files can be read at all, told by what the browser knows before anything is sent. Pure.
import { formatBytes } from "./format.js"

/** @typedef {{ name: string, type: string, size: number }} FileLike */
/** @typedef {import("./api.js").Trouble} Trouble */

const EXTENSIONS = ["jpg", "jpeg", "jpe", "png", "webp", "bmp", "tif", "tiff", "heic", "heif", "pdf"]

/** For <input type=file accept>: types for phones, names for systems that do not know the newer types. */
export const ACCEPT = ["image/*", "application/pdf", ...EXTENSIONS.map(extension => `.${extension}`)].join(",")

/** @param {string} name */
export const extension = name => (/\.([^.]+)$/.exec(name)?.[1] ?? "").toLowerCase()

/** @param {FileLike} file */
export const isPdf = ({ name, type }) => type === "application/pdf" || extension(name) === "pdf"

/** Whether a browser may be able to show it; some show HEIC and TIFF, so that only trying tells. @param {FileLike} file */
export const mayPreview = file => !isPdf(file) && (file.type.startsWith("image/") || EXTENSIONS.includes(extension(file.name)))

/**
 * What speaks against sending a file; null: nothing. The server looks at the content and has the last word.
 * @param {FileLike} file
 * @param {number} maxBytes
 * @returns {Trouble | null}
 */
export function objection(file, maxBytes) {
  if (file.size === 0) return { code: "file.empty", message: "This file is empty.", hint: "Save it again and choose the new copy." }
  if (file.size > maxBytes) {
    return { code: "file.too_large", message: `${formatBytes(file.size)} is more than the ${formatBytes(maxBytes)} that this server takes.`, hint: "Split it or save it smaller." }
  }
  if (!mayPreview(file) && !isPdf(file)) {
    return { code: "file.kind", message: "This is neither a picture nor a PDF.", hint: "Save it as JPEG, PNG or PDF." }
  }
  return null
}
