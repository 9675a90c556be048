// The builder: the form is its state. What is typed is counted at once; what changes its shape is drawn anew by the server.
import { load } from "../ui/swap.js"

const form = document.getElementById("build"), field = document.getElementById("typed")
let asked = 0, timer
const ask = async (ids, more = {}) => {
  const mine = ++asked, body = new FormData(form)
  for (const [name, value] of Object.entries(more)) body.append(name, value)
  await load(form.action || location.href, { method: "POST", body, ids, quiet: true })
  return mine === asked
}
const SHAPE = ["rule", "live", "aloud"], COUNTS = ["live", "aloud", "rule"]
const soon = (ids, more, wait) => { clearTimeout(timer); timer = setTimeout(() => ask(ids, more), wait) }

form.addEventListener("input", ({ target }) => {
  if (target === field || target.id === "seg-name" || target.matches("select")) return
  soon(COUNTS, { do: "try" }, 200)
})
form.addEventListener("change", ({ target }) => {
  if (target.matches("[data-add]")) return soon(SHAPE, { do: "try" }, 0)
  if (target.matches("select")) soon(SHAPE, { do: "try" }, 0)
})
form.addEventListener("submit", async event => {
  const { submitter } = event
  if (!submitter || submitter.value === "save") return
  event.preventDefault()
  clearTimeout(timer)
  const { value } = submitter, path = value.startsWith("remove:") && value.slice(7)
  await ask(SHAPE, { do: value })
  if (value.startsWith("add:")) {
    field.value = ""
    narrow()
    const lines = document.querySelectorAll("#rule .conds > li")
    lines[lines.length - 1]?.querySelector("select, input:not([type=hidden])")?.focus()
  } else if (path) (document.getElementById(`line-${path}`)?.querySelector("[name=do]") ?? field).focus()
})

const offers = [...document.querySelectorAll(".offer")], nothing = document.getElementById("nothing")
const plain = text => text.toLowerCase().replaceAll("ё", "е")
const told = new Map(offers.map(offer => [offer, plain(`${offer.parentElement.firstElementChild.textContent} ${offer.textContent}`)]))  // with its group's name
const narrow = () => {
  const words = plain(field.value).split(/\s+/).filter(Boolean)
  for (const offer of offers) offer.hidden = !words.every(word => told.get(offer).includes(word))
  for (const group of document.querySelectorAll("#offers > div")) group.hidden = !group.querySelector(".offer:not([hidden])")
  nothing.hidden = offers.some(offer => !offer.hidden)
}
field.addEventListener("input", narrow)
field.addEventListener("keydown", event => {
  if (event.key !== "Enter") return
  event.preventDefault()
  const first = offers.find(offer => !offer.hidden)
  if (first && field.value.trim()) form.requestSubmit(first)
})
document.addEventListener("keydown", event => {
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyS") { event.preventDefault(); form.requestSubmit(form.querySelector("[data-save]")) }
})
