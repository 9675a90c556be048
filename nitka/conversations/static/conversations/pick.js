// Several rows at once: x chooses, shift-x or shift-click chooses up to here; e, h, l, a then act on all of them.
import { key } from "../ui/keys.js"
import { load } from "../ui/swap.js"
import { askLabel, askPerson, askWhen } from "./ask-when.js"
import { at, csrf, say } from "./desk-words.js"

const picked = new Set()
let last
const rows = () => [...document.querySelectorAll("#rows a.row")]
const numberOf = row => row.pathname.match(/\/inbox\/(\d+)\//)?.[1]

const draw = () => {
  for (const row of rows()) row.toggleAttribute("data-picked", picked.has(numberOf(row)))
  const bar = document.getElementById("picked")
  if (!bar) return
  bar.hidden = !picked.size
  bar.querySelector("[data-count]").textContent = picked.size === 1 ? say("pickedOne") : `${say("pickedMany")} ${picked.size}`
}

const here = () => document.activeElement?.closest?.("#rows a.row") ?? rows().find(row => row.hasAttribute("aria-current")) ?? rows()[0]

const choose = (row, range) => {
  if (!row || document.getElementById("words")?.hasAttribute("data-observer")) return
  const all = rows(), number = numberOf(row), from = all.findIndex(other => numberOf(other) === last), to = all.indexOf(row)
  if (range && from >= 0) for (const other of all.slice(Math.min(from, to), Math.max(from, to) + 1)) picked.add(numberOf(other))
  else if (!picked.delete(number)) picked.add(number)
  last = number
  draw()
}

const none = () => { picked.clear(); draw() }

const post = async fields => {
  const body = new URLSearchParams({ ...fields, numbers: [...picked].join(",") })
  const source = new URL(document.getElementById("rows").dataset.src, location.href)
  if (await load(`${at("bulk")}${source.search}`, { ids: ["rows"], method: "POST", body, headers: { ...csrf(), "Nitka-Part": "rows" } })) none()
}

const all = () => JSON.parse(document.getElementById("all-labels")?.textContent ?? "[]")
const acts = {
  close: () => post({ do: "close" }),
  snooze: () => askWhen(say("snooze"), until => post({ do: "snooze", until })),
  label: () => askLabel(all(), fields => post({ do: "label", ...fields })),
  assign: () => askPerson(to => post({ do: "assign", ...to })),
  none,
}

document.addEventListener("click", event => {
  const act = event.target.closest?.("[data-all]")
  if (act) acts[act.dataset.all]()
  const row = event.target.closest?.("#rows a.row")
  if (!row || (!event.shiftKey && !event.target.closest(".ava"))) return
  event.preventDefault()
  event.stopPropagation()
  choose(row, event.shiftKey)
}, true)

key("x", say("pick"), event => choose(here(), event.shiftKey))

key("Shift X", say("pickRange"), () => {})

// With rows chosen the keys of one conversation mean all of them
const writing = element => element?.matches?.("textarea, select, input")
const bulk = { KeyE: "close", KeyH: "snooze", KeyL: "label", KeyA: "assign", Escape: "none" }
addEventListener("keydown", event => {
  if (!picked.size || event.ctrlKey || event.metaKey || event.altKey || writing(event.target) || document.querySelector("dialog[open]")) return
  const act = bulk[event.code]
  if (!act) return
  event.preventDefault()
  event.stopImmediatePropagation()
  acts[act]()
}, true)

document.addEventListener("swapped", ({ target }) => { if (["rows", "list", "main"].includes(target.id)) draw() })
