// Why there is no camera picture, in words for people who do not know what a permission prompt is called.

/** @typedef {{title: string, text: string, again: boolean}} Trouble again: trying once more may help */

const SETTINGS = "Tap the sign beside the address of this page, allow the camera, and try again."

/** @type {Record<string, Trouble>} by the name of the browser's error, or by a name of ours */
const TROUBLES = {
  insecure: {
    title: "The camera needs a secure address",
    text: "Browsers allow a camera only over https, or on the very machine that runs Numeral (http://localhost). "
      + "Ask whoever runs this server to start it with --https, then open the https address.",
    again: false,
  },
  unsupported: { title: "This browser has no camera support", text: "Use a current version of Chrome, Edge, Firefox or Safari.", again: false },
  NotAllowedError: { title: "The camera is not allowed here", text: `The browser was told not to give this page the camera. ${SETTINGS}`, again: true },
  NotFoundError: { title: "No camera found", text: "This device has no camera, or none that is plugged in and switched on.", again: true },
  NotReadableError: {
    title: "The camera is in use", text: "Another program or tab has the camera, or it did not start. Close the other one and try again.", again: true,
  },
  OverconstrainedError: { title: "That camera is gone", text: "The chosen camera is not there any more. Try again with another.", again: true },
  ended: { title: "The camera stopped", text: "It was unplugged, or the device took it for something else.", again: true },
}
const ALIASES = { SecurityError: "NotAllowedError", AbortError: "NotReadableError", TrackStartError: "NotReadableError", DevicesNotFoundError: "NotFoundError" }

/** @param {string} name of an error of getUserMedia, or "insecure", "unsupported", "ended" @returns {Trouble} */
export function trouble(name) {
  const known = Object.hasOwn(ALIASES, name) ? Reflect.get(ALIASES, name) : name
  if (Object.hasOwn(TROUBLES, known)) return TROUBLES[known]
  return { title: "The camera did not start", text: `The browser says: ${name}. Try again, or use another camera.`, again: true }
}

/** What stands in the way before anybody is asked; null when nothing does. @param {{isSecureContext: boolean, navigator: {mediaDevices?: {getUserMedia?: unknown}}}} page */
export function obstacle({ isSecureContext, navigator }) {
  if (!isSecureContext) return "insecure"
  return navigator.mediaDevices?.getUserMedia ? null : "unsupported"
}
