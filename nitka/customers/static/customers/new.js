// What is made of the contacts is said while one types: each spelt, what is none, and who has one already.
import { load } from "../ui/swap.js"

const form = document.querySelector("[data-noted]"), field = form.elements.contacts
let wait, asked = field.value.trim()

const look = async () => {
  const now = field.value.trim()
  if (now === asked) return
  asked = now
  const body = new FormData(form)
  body.set("do", "look")
  await load(form.action, { ids: ["noted"], method: "POST", body, quiet: true })
  if (field.value.trim() !== asked) look()
}
field.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(look, 300) })
field.addEventListener("blur", look)
