// The small picture of a reading, or a drawing of its kind where no picture is kept or it does not load.
import { thumbnailUrl } from "./api.js"
import { icon } from "./icon.js"

/** @typedef {import("./api.js").Summary} Summary */

/** Which drawing stands for a kind of source. @param {string} kind */
export const kindIcon = kind => ({ ink: "draw", pdf: "file" })[kind] ?? "image"

/** @param {Pick<Summary, "id" | "kind" | "has_image">} reading */
export function thumbnail({ id, kind, has_image }) {
  const frame = document.createElement("span")
  frame.className = "thumb"
  frame.append(icon(kindIcon(kind)))
  if (!has_image) return frame
  const image = document.createElement("img")
  image.alt = ""
  image.loading = "lazy"
  image.decoding = "async"
  image.addEventListener("load", () => frame.classList.add("thumb--loaded"))
  image.addEventListener("error", () => image.remove())
  image.src = thumbnailUrl(id)
  frame.append(image)
  return frame
}
