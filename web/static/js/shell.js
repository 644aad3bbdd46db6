// Entry module of every page: what the frame around the page needs.
import { wireThemeToggle } from "./theme.js"

const toggle = document.getElementById("theme-toggle")
if (toggle) wireThemeToggle(toggle)
