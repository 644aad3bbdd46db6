// Classic script in <head>: sets the chosen theme before the first paint, so that no page flashes white.
try {
  const theme = localStorage.getItem("numeral.theme")
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme
} catch {
  // Storage is closed to us (private window, policy): the system's theme stands.
}
