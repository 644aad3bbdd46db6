// Text that is set again and again, mostly to what it is already: writing it only when it differs spares a layout.

/** @param {Element} element @param {string} text */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text
}
