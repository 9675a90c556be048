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
// Back from the thread: the browser may show the form as it was left
addEventListener("pageshow", () => { if (form) form.ariaBusy = null })
