// Writing first: the desk's composer on a page of its own. Sending loads the thread; the form is sent once.
import "./composer.js"
import "./draft.js"
import "./ask-when.js"
import "./length.js"
import "./phrases.js"

const form = document.querySelector("form.begun")
form?.addEventListener("submit", event => {
  if (form.ariaBusy === "true") return event.preventDefault()
  form.ariaBusy = "true"
})

// What the chosen channel has no use for is put away; what was missing is no longer said once it is written
const suit = () => {
  const { dataset } = form.elements.to.selectedOptions[0] ?? form
  for (const part of form.querySelectorAll("[data-of]")) part.hidden = !(part.dataset.of in dataset)
  if (document.activeElement?.hidden) form.querySelector(".draft").focus()
}
const settle = field => {
  if (field.ariaInvalid !== "true" || !field.value.trim()) return
  field.ariaInvalid = null
  document.getElementById(`${field.id}-e`).hidden = true
}
form?.elements.to.addEventListener("change", suit)
for (const name of ["input", "filled"]) form?.addEventListener(name, ({ target }) => settle(target))
if (form) suit()
// Back from the thread: the browser may show the form as it was left
addEventListener("pageshow", () => { if (form) form.ariaBusy = null })
