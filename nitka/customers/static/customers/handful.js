// Several pairs at once: x chooses, shift-x or shift-click up to here; Y and N then mean all of them, Escape none. What would
// become of them is asked first; then they go over chunk by chunk, and the last one brings the queue anew.
import { key } from "../ui/keys.js"
import { load } from "../ui/swap.js"

const ticked = new Set()
let whole = "" // a band that is chosen as a whole
let last
const queue = () => document.querySelector("#pairs .queue")
const boxes = (within = queue()) => [...within?.querySelectorAll("[data-tick]") ?? []]
const listOf = band => band.nextElementSibling
const bar = () => document.getElementById("ticked")

const draw = () => {
  const all = boxes(), form = bar()
  for (const box of all) box.checked = ticked.has(box.value) || Boolean(whole) && box.closest("ul").previousElementSibling.dataset.code === whole
  for (const band of document.querySelectorAll("#pairs .band")) {
    const own = boxes(listOf(band)), box = band.querySelector("[data-tick-all]"), n = own.filter(one => one.checked).length
    if (!box) continue
    box.checked = n === own.length && n > 0
    box.indeterminate = n > 0 && n < own.length
  }
  queue()?.toggleAttribute("data-ticking", Boolean(ticked.size || whole))
  if (!form) return
  form.hidden = !ticked.size && !whole
  const full = whole ? null : [...document.querySelectorAll("#pairs .band")].find(band => {
    const own = boxes(listOf(band))
    return band.dataset.code !== "later" && Number(band.dataset.n) > own.length && own.every(one => one.checked) && own.length === ticked.size
  })
  const chosen = document.querySelector(`#band-${whole || "none"}`), button = form.querySelector("[data-whole]")
  form.querySelector("[data-many]").textContent = whole ? words(chosen) : ticked.size
  button.hidden = !full
  if (full) {
    button.dataset.whole = full.dataset.code
    button.textContent = `${full.dataset.all}: ${figure(full)}`
  }
}
const label = band => band.querySelector("h2").firstChild.textContent.trim()
const figure = band => band.querySelector("h2 span").textContent
const words = band => (band ? `${label(band)}, ${figure(band)}` : "")

const choose = (box, range) => {
  if (!box) return
  const all = boxes(), from = all.findIndex(one => one.value === last), to = all.indexOf(box)
  whole = ""
  if (range && from >= 0) for (const one of all.slice(Math.min(from, to), Math.max(from, to) + 1)) ticked.add(one.value)
  else if (!ticked.delete(box.value)) ticked.add(box.value)
  last = box.value
  draw()
}
const none = () => { ticked.clear(); whole = ""; draw() }
const here = () => {
  const row = document.activeElement?.closest?.("#pairs .queue li") ?? queue()?.querySelector("a.row[aria-current]")?.closest("li")
  return row?.querySelector("[data-tick]")
}

document.addEventListener("click", event => {
  const { target } = event
  if (target.matches?.("[data-tick]")) choose(target, event.shiftKey)
  else if (target.matches?.("[data-tick-all]")) {
    whole = ""
    for (const box of boxes(listOf(target.closest(".band")))) ticked[target.checked ? "add" : "delete"](box.value)
    draw()
  } else if (target.closest?.("#ticked [data-none]")) none()
  else if (target.closest?.("#ticked [data-whole]")) {
    whole = target.closest("[data-whole]").dataset.whole
    ticked.clear()
    draw()
  } else if (target.closest?.("#handful [data-leave]")) leave()
})
key("x", () => document.getElementById("words")?.dataset.pick ?? "", event => choose(here(), event.shiftKey))
key("Shift X", () => document.getElementById("words")?.dataset.range ?? "", () => {})

const writing = element => element?.matches?.("textarea, select, input:not([type=checkbox], [type=radio])")
addEventListener("keydown", event => {
  const form = bar(), act = { KeyY: "[value=one]", KeyN: "[value=two]", Escape: "[data-none]" }[event.code]
  if (!act || !form || form.hidden || event.ctrlKey || event.metaKey || event.altKey || writing(event.target) || document.querySelector("dialog[open]")) return
  event.preventDefault()
  event.stopImmediatePropagation()
  form.querySelector(act).click()
}, true)

// What would become of them
document.addEventListener("submit", async event => {
  const form = event.target
  if (form.id !== "ticked") return
  event.preventDefault()
  const body = new FormData(form, event.submitter)
  if (whole) body.append("band", whole)
  else for (const one of ticked) body.append("row", one)
  if (await load(form.action, { ids: ["handful"], method: "POST", body })) document.getElementById("handful").showModal()
})

// And then it does
let going, stopped
document.addEventListener("submit", event => {
  if (event.target.id !== "handful-go") return
  event.preventDefault()
  if (!going) go(event.target)
})
const go = async form => {
  const dialog = form.closest("dialog"), keys = form.elements.rows.value.split(" ").filter(Boolean), size = Number(form.dataset.chunk)
  const progress = dialog.querySelector("progress"), show = name => dialog.querySelector(name)
  going = true
  stopped = false
  show("[data-cut]").hidden = true
  show("[data-going]").hidden = keys.length <= size && !progress.value
  show("[data-leave]").textContent = show("[data-leave]").dataset.stop
  show(".btn.main").ariaBusy = "true"
  let well = true
  while (well && keys.length > size && !stopped) well = await send(form, keys, size, progress, show)
  if (stopped) keys.length = 0
  if (well) well = await send(form, keys, size, progress, show, true)
  going = false
  show(".btn.main").ariaBusy = null
  if (well) {
    dialog.close()
    none()
  } else {
    show("[data-cut]").hidden = false
    show(".btn.main").textContent = show(".btn.main").dataset.on
  }
}
const send = async (form, keys, size, progress, show, end = false) => {
  const body = new FormData(form), chunk = keys.slice(0, size)
  body.set("rows", chunk.join(" "))
  if (end) body.set("last", "1")
  const well = await load(form.action, { ids: ["pairs"], method: "POST", body, quiet: true })
  if (well) {
    keys.splice(0, chunk.length)
    form.elements.rows.value = keys.join(" ")
    progress.value += chunk.length
    show("[data-done]").textContent = progress.value
  }
  return well
}
/** What is not sent stays as it is; of what was, one is told. */
const leave = () => {
  const dialog = document.getElementById("handful"), form = dialog.querySelector("form")
  if (going) stopped = true
  else if (dialog.querySelector("progress")?.value || form?.elements.rows.value === "") {
    form.elements.rows.value = ""
    go(form)
  } else dialog.close()
}
document.addEventListener("cancel", event => { if (event.target.id === "handful" && going) event.preventDefault() }, true)

// What somebody else has decided is chosen no more
document.addEventListener("live:pairs", ({ detail }) => {
  for (const one of detail.data.decided ?? []) ticked.delete(one)
  draw()
})
document.addEventListener("swapped", ({ target }) => { if (["pairs", "queue", "main"].includes(target.id)) draw() })
