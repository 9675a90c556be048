// The list: which row is open, more rows by scrolling, and the same number of rows after a refresh.
import { topics } from "../ui/live.js"

const rows = () => document.getElementById("rows")

const mark = () => {
  const number = location.pathname.match(/\/inbox\/(\d+)\//)?.[1]
  for (const row of rows()?.querySelectorAll("a.row") ?? []) {
    const open = number && row.pathname.match(/\/inbox\/(\d+)\//)?.[1] === number
    if (open) row.setAttribute("aria-current", "true")
    else row.removeAttribute("aria-current")
  }
}

// Another view: listen to its topic
let topic = rows()?.dataset.liveTopic
const listen = () => {
  const now = rows()?.dataset.liveTopic
  if (!now || now === topic) return
  if (topic) topics.remove(topic)
  topics.add(topic = now)
}

document.addEventListener("swapped", ({ target }) => {
  if (["rows", "list", "main"].includes(target.id)) { mark(); watch(); listen() }
})
document.addEventListener("desk:opened", mark)
document.addEventListener("click", ({ target }) => {
  const row = target.closest?.("#rows a.row")
  if (!row || target.closest("[data-more]")) return
  for (const other of rows().querySelectorAll("[aria-current]")) other.removeAttribute("aria-current")
  row.setAttribute("aria-current", "true") // at once; the thread follows
  row.classList.remove("unread")
})

// More rows: fetched by where the last one stands, put below; the first heading of a page continues the last group
const more = async link => {
  if (link.ariaBusy === "true") return
  link.ariaBusy = "true"
  let page
  try {
    const answer = await fetch(link.href, { headers: { "Nitka-Part": "rows" }, credentials: "same-origin" })
    if (!answer.ok) throw new Error(answer.status)
    page = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("rows")
  } catch {
    link.ariaBusy = null
    setTimeout(watch, 3000 + Math.random() * 3000) // in sight still: asked for again
    return
  }
  const box = rows(), last = [...box.querySelectorAll("ul[data-part]")].at(-1)
  for (const element of [...page.children]) {
    const goesOn = last && element.dataset.part === last.dataset.part
    if (goesOn && element.matches("h2")) continue
    if (goesOn && element.matches("ul")) for (const item of [...element.children]) { if (!document.getElementById(item.id)) last.append(item) }
    else if (!element.matches("[data-more]")) link.before(element)
  }
  const next = page.querySelector("[data-more]")
  if (next) link.href = next.getAttribute("href")
  else link.remove()
  link.ariaBusy = null
  const source = new URL(box.dataset.src, location.href)
  source.searchParams.set("rows", Math.min(300, box.querySelectorAll("a.row").length))
  box.dataset.src = source.pathname + source.search
  mark()
}

const seen = new IntersectionObserver(entries => { for (const { isIntersecting, target } of entries) if (isIntersecting) more(target) }, { rootMargin: "600px" })
const watch = () => {
  seen.disconnect()
  const link = document.getElementById("more")
  if (link) seen.observe(link)
}
document.addEventListener("click", event => {
  const link = event.target.closest?.("[data-more]")
  if (!link || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  more(link)
})
watch()

