// Light or dark: the system's choice until the person makes one, which is then kept for this browser.

import { keep } from "./kept-choice.js"

const KEY = "numeral.theme"

/** @typedef {"light" | "dark"} Theme */

/**
 * The theme to show now.
 * @param {string | undefined} chosen what the person chose, if anything
 * @param {boolean} systemIsDark
 * @returns {Theme}
 */
export function effectiveTheme(chosen, systemIsDark) {
  if (chosen === "light" || chosen === "dark") return chosen
  return systemIsDark ? "dark" : "light"
}

/**
 * What a press of the toggle should choose. Going back to what the system says anyway clears the choice (null),
 * so that the page follows the system again.
 * @param {Theme} current
 * @param {boolean} systemIsDark
 * @returns {Theme | null}
 */
export function nextChoice(current, systemIsDark) {
  const next = current === "dark" ? "light" : "dark"
  return next === (systemIsDark ? "dark" : "light") ? null : next
}

/** @param {HTMLElement} button the toggle; shown once it works */
export function wireThemeToggle(button) {
  const root = document.documentElement
  const system = matchMedia("(prefers-color-scheme: dark)")
  const show = () => {
    const dark = effectiveTheme(root.dataset.theme, system.matches) === "dark"
    button.classList.toggle("theme-toggle--dark", dark)
    button.setAttribute("aria-label", dark ? "Switch to the light theme" : "Switch to the dark theme")
  }
  button.addEventListener("click", () => {
    const choice = nextChoice(effectiveTheme(root.dataset.theme, system.matches), system.matches)
    if (choice) root.dataset.theme = choice
    else delete root.dataset.theme
    keep(KEY, choice)
    show()
    dispatchEvent(new CustomEvent("themechange"))
  })
  system.addEventListener("change", () => { show(); dispatchEvent(new CustomEvent("themechange")) })
  show()
  button.hidden = false
}
