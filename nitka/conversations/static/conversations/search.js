// Search: results while one types, arrows along what was found, chips that are words of the line.
import { load } from "../ui/swap.js"

const line = document.getElementById("line"), form = document.getElementById("ask")
const address = (typing = false) => {
  const url = new URL(form.action)
  url.search = new URLSearchParams(new FormData(form))
  if (typing) url.searchParams.set("typing", "1")
  return url
}

let wait, visit, shown = line.value
const show = async (url, push) => {
  visit?.abort() // the last letter wins
  visit = new AbortController()
  document.getElementById("found").setAttribute("aria-busy", "true")
  const good = await load(url, { ids: ["found"], quiet: true, signal: visit.signal })
  if (!good) return
  document.getElementById("found").removeAttribute("aria-busy")
  url.searchParams.delete("typing")
  if (push && url.href !== location.href) history.pushState({}, "", url)
  else history.replaceState({}, "", url)
}

line.addEventListener("input", () => {
  clearTimeout(wait)
  wait = setTimeout(() => {
    if (line.value === shown) return
    shown = line.value
    show(address(!/\s$/.test(line.value)), false)
  }, 160)
})

form.addEventListener("submit", event => {
  event.preventDefault()
  clearTimeout(wait)
  shown = line.value
  show(address(), true)
})

// Links that change the line: chips, corrections, order
document.addEventListener("click", async event => {
  const link = event.target.closest?.("a[data-take]")
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  const url = new URL(link.href)
  line.value = shown = url.searchParams.get("q") ?? ""
  form.querySelector("[name=order]")?.remove()
  if (url.searchParams.get("order")) form.insertAdjacentHTML("beforeend", '<input type="hidden" name="order" value="best">')
  await show(url, true)
  line.focus()
})

addEventListener("popstate", () => {
  line.value = shown = new URL(location.href).searchParams.get("q") ?? ""
  show(new URL(location.href), false)
})

// More conversations go below those that are shown
document.addEventListener("click", async event => {
  const link = event.target.closest?.("a[data-more]")
  if (!link || event.ctrlKey || event.metaKey || link.ariaBusy === "true") return
  event.preventDefault()
  link.ariaBusy = "true"
  try {
    const answer = await fetch(link.href, { headers: { "Nitka-Part": "found" }, credentials: "same-origin" })
    if (!answer.ok) throw new Error(answer.status)
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    const rows = [...page.querySelectorAll(".cols article.conv")].filter(row => !document.getElementById(row.id))
    link.parentElement.before(...rows)
    const next = page.querySelector("a[data-more]")
    if (next) link.href = next.getAttribute("href")
    else link.parentElement.remove()
    rows[0]?.querySelector("a.hit, a.hitm")?.focus()
  } catch { /* the link stays, to be tried again */ }
  link.ariaBusy = null
})

// Down from the line into what was found, up back into it
const hits = () => [...document.querySelectorAll("#found :is(a.hit, a.hitm, a[data-more])")].filter(link => link.offsetParent !== null)
document.addEventListener("keydown", event => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? (event.target === line ? 0 : { j: 1, k: -1, о: 1, л: -1 }[event.key])
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return
  const all = hits(), here = all.indexOf(document.activeElement)
  if (here < 0 && document.activeElement !== line && document.activeElement !== document.body) return
  event.preventDefault()
  event.stopPropagation()
  const to = all[here + step]
  if (to) { to.focus({ preventScroll: true }); to.scrollIntoView({ block: "nearest" }) }
  else if (step < 0) { line.focus(); line.select() }
}, true)
