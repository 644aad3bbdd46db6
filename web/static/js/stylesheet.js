// The styles that a component brings with it, for pages whose head does not name them.

/** @param {string} name of a file in css/ */
export function needsStylesheet(name) {
  const { href, pathname } = new URL(`../css/${name}`, import.meta.url)
  const there = [...document.styleSheets, ...document.querySelectorAll("link[rel=stylesheet]")]
  if (there.some(sheet => "href" in sheet && sheet.href && new URL(String(sheet.href)).pathname === pathname)) return
  const link = document.createElement("link")
  link.rel = "stylesheet"
  link.href = href
  document.head.append(link)
}
