// The list goes on as one scrolls; chosen rows bring up what can be done to all of them; views are counted behind the page.
import { refresh } from "../ui/refresh.js"

const further = async link => {
  if (link.ariaBusy === "true") return
  link.ariaBusy = "true"
  try {
    const answer = await fetch(link.href, { headers: { "Nitka-Part": "rows" }, credentials: "same-origin" })
    if (!answer.ok) throw new Error(answer.status)
    const page = new DOMParser().parseFromString(`<table>${await answer.text()}</table>`, "text/html"), rows = document.getElementById("rows")
    link.closest("tr").remove()
    for (const row of [...page.querySelectorAll("#rows > tr")]) if (!row.id || !document.getElementById(row.id)) rows.append(row)
    watch()
  } catch { link.ariaBusy = null } // the link stays, to be clicked
}
const seen = new IntersectionObserver(entries => { for (const { isIntersecting, target } of entries) if (isIntersecting) further(target) }, { rootMargin: "600px" })
const watch = () => { seen.disconnect(); const link = document.getElementById("more"); if (link) seen.observe(link) }

const bulk = document.getElementById("bulk"), picked = () => [...document.querySelectorAll("[data-pick]:checked")]
const show = () => {
  const keys = picked().map(box => box.value)
  bulk.hidden = !keys.length
  for (const many of document.querySelectorAll("[data-many]")) many.textContent = keys.length
  const { name = "customer", each } = bulk.dataset
  if (each && keys.length) bulk.dataset.swap = keys.map(key => each + key).join(" ") // only these rows change
  bulk.querySelector("[data-chosen]").replaceChildren(...keys.map(key => Object.assign(document.createElement("input"), { type: "hidden", name, value: key })))
}
const clear = () => { for (const box of picked()) box.checked = false; document.querySelector("dialog[open]")?.close(); show() }
if (bulk) {
  document.addEventListener("change", event => { if (event.target.matches?.("[data-pick]")) show() })
  bulk.querySelector("[data-none]").addEventListener("click", clear)
  bulk.addEventListener("sent", clear)
}
document.addEventListener("click", event => {
  const link = event.target.closest?.("[data-further]")
  if (!link || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  further(link)
})
watch()
const kept = document.getElementById("kept")
if (kept) {
  refresh(kept)
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(kept) })
}
