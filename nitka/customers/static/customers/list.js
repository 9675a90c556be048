// The list goes on as one scrolls; chosen rows bring up what can be done to all of them; views are counted behind the page.
import { key } from "../ui/keys.js"
import { refresh } from "../ui/refresh.js"
import { load } from "../ui/swap.js"

const further = async link => {
  if (link.ariaBusy === "true") return
  link.ariaBusy = "true"
  try {
    const answer = await fetch(link.href, { headers: { "Nitka-Part": "rows" }, credentials: "same-origin" })
    if (!answer.ok) throw new Error(answer.status)
    const page = new DOMParser().parseFromString(`<table>${await answer.text()}</table>`, "text/html"), rows = document.getElementById("rows")
    link.closest("tr").remove()
    for (const row of [...page.querySelectorAll("#rows > tr")]) if (!row.id || !document.getElementById(row.id)) rows.append(row)
    if (every) tick(boxes(), true) // who came by scrolling is one of all
    watch()
  } catch { link.ariaBusy = null } // the link stays, to be clicked
}
const seen = new IntersectionObserver(entries => { for (const { isIntersecting, target } of entries) if (isIntersecting) further(target) }, { rootMargin: "600px" })
const watch = () => { seen.disconnect(); const link = document.getElementById("more"); if (link) seen.observe(link) }

const bulk = document.getElementById("bulk"), boxes = () => [...document.querySelectorAll("[data-pick]")], picked = () => boxes().filter(box => box.checked)
let every = false, last // all whom the list shows, further pages too; the box that was clicked last
const hidden = (name, value) => Object.assign(document.createElement("input"), { type: "hidden", name, value })
const show = () => {
  const keys = picked().map(box => box.value), all = bulk.querySelector("[data-every]"), head = document.querySelector("[data-page]")
  every &&= Boolean(all) && keys.length === boxes().length
  bulk.hidden = !keys.length
  for (const many of document.querySelectorAll("[data-many]")) many.textContent = every ? all.dataset.every : keys.length
  if (all) all.hidden = every || !document.getElementById("more")
  if (head) { head.checked = keys.length > 0 && keys.length === boxes().length; head.indeterminate = keys.length > 0 && !head.checked }
  for (const few of bulk.querySelectorAll("[data-few]")) few.hidden = every || keys.length < 2 || keys.length > few.dataset.few
  const { name = "customer", each } = bulk.dataset
  if (each && keys.length) bulk.dataset.swap = keys.map(key => each + key).join(" ") // only these rows change
  for (const chosen of bulk.querySelectorAll("[data-chosen]")) chosen.replaceChildren(...every ? [hidden("all", "1")] : keys.map(key => hidden(name, key)))
}
const tick = (some, on) => { for (const box of some) box.checked = on; show() }
const clear = () => { every = false; document.querySelector("dialog[open]")?.close(); bulk.querySelector(":popover-open")?.hidePopover(); tick(picked(), false) }
if (bulk) {
  document.addEventListener("change", ({ target }) => { if (target.matches?.("[data-pick]")) { every = false; show() } else if (target.matches?.("[data-page]")) tick(boxes(), target.checked) })
  document.addEventListener("click", ({ target, shiftKey }) => {
    if (target.closest?.("[data-every]")) { every = true; return tick(boxes(), true) }
    if (!target.matches?.("[data-pick]")) return
    const all = boxes(), [from, to] = [all.indexOf(last), all.indexOf(target)].sort((a, b) => a - b)
    if (shiftKey && from >= 0) tick(all.slice(from, to + 1), target.checked)
    last = target
  })
  if (bulk.dataset.choose) key("x", bulk.dataset.choose, () => document.activeElement?.closest("tr")?.querySelector("[data-pick]")?.click())
  bulk.querySelector("[data-none]").addEventListener("click", clear)
  bulk.addEventListener("sent", clear)
  document.addEventListener("keydown", event => { if (event.key === "Escape" && !bulk.hidden && !document.querySelector(":popover-open, dialog[open]")) clear() })
}

const doing = () => document.getElementById("doing")
document.addEventListener("swapped", ({ target }) => {
  if (target.id !== "doing") return
  if (target.dataset.src) return refresh(target)
  if (boxes().length <= 50) load(location.href, { ids: ["rows"], headers: { "Nitka-Part": "page" }, quiet: true }) // as they are now; those scrolled to stay
})
document.addEventListener("click", ({ target }) => { if (target.closest?.("[data-done]")) doing().replaceChildren() })
if (doing()?.dataset.src) refresh(doing())
document.addEventListener("click", event => {
  const link = event.target.closest?.("[data-further]")
  if (!link || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  further(link)
})
watch()
const hosts = document.getElementById("hosts")
if (hosts) refresh(hosts)
const kept = document.getElementById("kept")
if (kept) {
  refresh(kept)
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(kept) })
}
