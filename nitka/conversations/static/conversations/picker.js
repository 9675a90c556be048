// A menu with a field: letters narrow it, Enter takes the first, a figure the one in its place.
const rows = menu => [...menu.querySelectorAll(".found > *")]
const shown = menu => rows(menu).filter(row => !row.hidden)
const fold = text => text.toLowerCase().replaceAll("ё", "е")

const narrow = menu => {
  const field = menu.querySelector("[data-find-in]"), words = fold(field.value).split(/\s+/).filter(Boolean)
  for (const row of rows(menu)) row.hidden = !words.every(word => fold(row.textContent).includes(word))
  const left = shown(menu)
  left.forEach((row, n) => { row.dataset.n = n < 9 && !words.length ? n + 1 : "" })
  const none = menu.querySelector("[data-find-none]")
  if (none) none.hidden = left.length > 0
}

document.addEventListener("toggle", ({ target, newState }) => {
  if (!target.matches?.("[data-find]") || newState !== "open") return
  target.querySelector("[data-find-in]").value = ""
  narrow(target)
}, true)
document.addEventListener("input", ({ target }) => { if (target.matches?.("[data-find-in]")) narrow(target.closest("[data-find]")) })
document.addEventListener("swapped", () => { for (const menu of document.querySelectorAll("[data-find]:popover-open")) narrow(menu) })
document.addEventListener("keydown", event => {
  const field = event.target
  if (!field.matches?.("[data-find-in]")) return
  const menu = field.closest("[data-find]"), left = shown(menu)
  const at = event.key === "Enter" ? 0 : !field.value && /^[1-9]$/.test(event.key) ? event.key - 1 : -1
  if (at < 0 || event.isComposing) return
  event.preventDefault()
  left[at]?.click()
})
