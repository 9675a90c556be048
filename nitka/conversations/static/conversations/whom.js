// Whom to write to: found while one types. Without scripts the form loads the page.
import { load } from "../ui/swap.js"

const form = document.querySelector("[data-whom]"), line = form.elements.q
let wait, shown = line.value.trim()

const ask = async () => {
  const asked = line.value.trim()
  if (asked === shown) return
  shown = asked
  await load(`${form.action}?${new URLSearchParams({ q: asked })}`, { ids: ["found"], quiet: true })
  if (line.value.trim() !== shown) ask()
}
line.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(ask, 180) })
// Enter opens the first that was found
form.addEventListener("submit", async event => {
  event.preventDefault()
  clearTimeout(wait)
  await ask()
  document.querySelector("#found a.row")?.click()
})
line.addEventListener("keydown", event => {
  if (event.key !== "ArrowDown") return
  event.preventDefault()
  document.querySelector("#found a.row")?.focus()
})
