// A line above a long list: rows that do not fit are hidden as one types; headings without rows, too.
import { score } from "./match.js"

const FAR = 4 // beginnings of words and parts of them, no letters strewn about
const rows = field => [...document.querySelectorAll(`:is(${field.dataset.narrow}) > li`)]

const narrow = field => {
  const asked = field.value.trim()
  for (const row of rows(field)) row.hidden = Boolean(asked) && score(asked, row.textContent.trim()) >= FAR * asked.split(/\s+/).length
  for (const list of document.querySelectorAll(field.dataset.narrow)) {
    const bare = Boolean(asked) && [...list.children].every(row => row.hidden), heading = list.previousElementSibling
    list.hidden = bare
    if (heading?.matches("h2, h3")) heading.hidden = bare
  }
  const said = field.parentElement.querySelector("[role=status]"), none = Boolean(asked) && rows(field).every(row => row.hidden)
  said.textContent = none ? said.dataset.none : ""
}

for (const field of document.querySelectorAll("[data-narrow]")) field.closest("[hidden]")?.removeAttribute("hidden")
document.addEventListener("input", ({ target }) => { if (target.matches?.("[data-narrow]")) narrow(target) })
document.addEventListener("swapped", () => { for (const field of document.querySelectorAll("[data-narrow]")) narrow(field) })
document.addEventListener("keydown", event => {
  const { target } = event
  if (!target.matches?.("[data-narrow]")) return
  const left = rows(target).filter(row => !row.hidden)
  if (event.key === "Enter") {
    event.preventDefault()
    if (target.value.trim()) left[0]?.querySelector("a[href]")?.click()
  } else if (event.key === "ArrowDown") {
    event.preventDefault()
    left[0]?.querySelector("a[href], button")?.focus()
  } else if (event.key === "Escape" && target.value) { // the whole list first; the next one leaves the field
    event.preventDefault()
    event.stopPropagation()
    target.value = ""
    narrow(target)
  }
}, true)
