// Parts of a page fetched anew: at most one every 500 ms for each address, with jitter, parts of one address together, and not while
// the pointer or the keys are at work inside a part. A server that is slow is asked less often: the pause is four times as long as its
// last answer took. One that fails is asked again, ever later; when that goes on, a strip says that the page is not up to date.
// A part with data-pace is content with one in so many milliseconds. Parts with one data-with come in one request though their addresses differ: at the deepest of these, the parameters of the others winning.
import { load } from "./swap.js"

const PACE = 500, SHARE = 4, LONGEST = 5000, REST = 1200
const FIRST = 1000, LATEST = 60000, TOLD = 3 // ms after the first failure, at most; failures until one is told
const CALM = 10000 // ms until what may wait is fetched
const pages = new Map() // data-with or path → { ids that are due, timer, when the last fetch began, how long to wait after it at the least and now, failures in a row }
const strip = document.getElementById("stale")
const calm = new Map() // id → timer
let moved = 0
addEventListener("pointermove", () => { moved = Date.now() }, { passive: true })
addEventListener("keydown", () => { moved = Date.now() }, { passive: true })

const busy = part => part.hasAttribute("data-hold") && Date.now() - moved < REST && (part.matches(":hover") || part.contains(document.activeElement))

const source = part => new URL(part.dataset.src, location.href)

/** Fetch a part's data-src soon; `calmly`: in some seconds, together with what else comes until then. */
export const refresh = (part, { calmly = false } = {}) => {
  if (calmly) return void (calm.has(part.id) || calm.set(part.id, setTimeout(calmed, CALM, part.id)))
  clearTimeout(calm.get(part.id))
  calm.delete(part.id)
  const place = part.dataset.with ?? source(part).pathname
  const least = Number(part.dataset.pace ?? PACE)
  if (!pages.has(place)) pages.set(place, { ids: new Set(), began: 0, least, pace: least, failures: 0 })
  const page = pages.get(place)
  page.ids.add(part.id)
  if (!page.timer) wait(page, page.pace - (Date.now() - page.began))
}

const calmed = id => {
  calm.delete(id)
  const part = document.getElementById(id)
  if (part?.dataset.src) refresh(part)
}

/** What failed, at once: the connection is back, or somebody asks. */
export const retry = () => {
  for (const page of pages.values()) {
    if (!page.failures || page.running) continue
    clearTimeout(page.timer)
    wait(page, 0)
  }
}

const wait = (page, ms) => { page.timer = setTimeout(() => run(page), Math.max(0, ms) * (0.8 + Math.random() * 0.4) + Math.random() * 60) }

const run = async page => {
  const parts = [...page.ids].map(id => document.getElementById(id)).filter(part => part?.dataset.src), free = parts.filter(part => !busy(part))
  page.ids = new Set(parts.filter(part => !free.includes(part)).map(part => part.id))
  page.running = true
  if (free.length) await ask(page, free)
  page.running = false
  if (!page.ids.size) page.failures = 0 // nothing is missing, or what was is gone from the page
  tell()
  page.timer = undefined // what became due meanwhile waits for its turn
  if (page.ids.size) wait(page, page.failures ? later(page) : free.length ? page.pace - (Date.now() - page.began) : REST / 2)
}

const ask = async (page, parts) => {
  page.began = Date.now()
  let failed = false
  const unwell = () => { failed = true }
  const together = await fetchAll(parts, unwell)
  // One of them is gone (a conversation that one may see no more): the others by themselves
  if (!together && !failed && new Set(parts.map(part => source(part).pathname)).size > 1) for (const part of parts) await fetchAll([part], unwell)
  page.pace = Math.max(page.least, Math.min(LONGEST, SHARE * (Date.now() - page.began)))
  page.failures = failed ? page.failures + 1 : 0
  if (failed) for (const part of parts) page.ids.add(part.id)
}

const fetchAll = (parts, unwell) => {
  const [url, ...others] = parts.map(source).sort((one, other) => other.pathname.length - one.pathname.length)
  for (const { searchParams } of others) for (const [name, value] of searchParams) url.searchParams.set(name, value)
  return load(url, { ids: parts.map(part => part.id), quiet: true, unwell })
}

const later = page => Math.min(LATEST, FIRST * 2 ** (page.failures - 1)) * (0.6 + Math.random() * 0.8)

const tell = () => { if (strip) strip.hidden = ![...pages.values()].some(({ failures }) => failures >= TOLD) }

addEventListener("click", ({ target }) => { if (target.closest?.("[data-retry]")) retry() })
