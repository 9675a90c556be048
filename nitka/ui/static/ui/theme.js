// <button data-theme-toggle data-url="…">: light or dark, at once; kept in this browser and, with a url, with the person
import { keep } from "./cookie.js"

const root = document.documentElement

/** The theme the reader sees now. */
export const theme = () => root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")

addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-theme-toggle]")
  if (!button) return
  const next = theme() === "dark" ? "light" : "dark"
  root.dataset.theme = next
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) meta.content = next === "dark" ? "#0f1013" : "#f6f4f1"
  keep("theme", next)
  if (!button.dataset.url) return
  const body = new URLSearchParams({ theme: next, csrfmiddlewaretoken: document.querySelector('meta[name="csrf"]').content })
  fetch(button.dataset.url, { method: "POST", body }).catch(() => {}) // the cookie has it already
})
