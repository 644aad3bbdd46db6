// What a connection has to know of the page that it is for.

/** An id that no other page has. (randomUUID would need https.) */
export function newCanvasId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), byte => byte.toString(16).padStart(2, "0")).join("")
}

/** The address of /live on the server that this page came from. */
export function liveUrl() {
  const url = new URL("/live", location.href)
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:"
  return url.href
}

/** Whether the session still holds; without an answer it is taken to. */
export async function signedIn() {
  try {
    return (await fetch("/api/readings?limit=1")).status !== 401
  } catch {
    return true
  }
}
