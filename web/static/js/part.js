// A named part of the page's own template.

/** Throws when the template has no such part. @param {string} id @returns {any} the element, of the kind that the template gives it */
export function part(id) {
  const found = document.getElementById(id)
  if (!found) throw new Error(`this page has no #${id}`)
  return found
}
