// Merge another conversation into this one, or split it from a message on; both by the palette and the menu.
import { ask, say as none } from "../ui/palette.js"
import { load } from "../ui/swap.js"
import { csrf, say } from "./desk-words.js"

const post = (url, fields) => load(url, { ids: ["talk"], method: "POST", body: new URLSearchParams(fields), headers: csrf() })

let wait
const askMerge = url => ask({
  label: say("merge"),
  placeholder: say("mergeHint"),
  rows: asked => new Promise(resolve => {
    clearTimeout(wait)
    wait = setTimeout(async () => {
      try {
        const source = new URL(url, location.href)
        source.searchParams.set("q", asked)
        const answer = await fetch(source, { credentials: "same-origin" })
        const { rows, problem } = await answer.json()
        none(problem)
        resolve(rows.map(row => ({ icon: "merge", label: row.label, detail: row.detail, run: () => row.other ? askCustomers(url, row) : post(url, { with: row.number }) })))
      } catch { resolve([]) }
    }, asked ? 120 : 0)
  }),
})

// Two customers: never silently
const askCustomers = (url, row) => ask({
  label: row.question,
  placeholder: row.question,
  rows: () => [{ icon: "people", label: say("mergeCustomers"), detail: row.other, run: () => post(url, { with: row.number, customers: 1 }) }],
})

let splitting = "" // the form of the conversation in which one chooses where to split
const choosing = on => {
  splitting = on ? document.querySelector("#talk [id^='split-']")?.id : ""
  const log = document.querySelector("#talk .log")
  log?.classList.toggle("splitting", on)
  if (on) log?.querySelector(".split-here:last-of-type")?.scrollIntoView({ block: "nearest" })
}
// A live update knows nothing of it
document.addEventListener("swapped", () => document.querySelector("#talk .log")?.classList.toggle("splitting", !!splitting && !!document.getElementById(splitting)))
document.addEventListener("click", ({ target }) => {
  const merge = target.closest?.("[data-merge]")
  if (merge) askMerge(merge.dataset.merge)
  if (target.closest?.("[data-split]")) {
    choosing(true)
    ;[...document.querySelectorAll("#talk .split-here")].at(-1)?.focus()
  } else if (!target.closest?.(".split-here")) choosing(false)
})
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return
  if (document.activeElement?.matches(".split-here")) document.activeElement.closest(".scroll").focus({ preventScroll: true })
  choosing(false)
})
