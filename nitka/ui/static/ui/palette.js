// One dialog in which a word leads to a thing. Ctrl K: actions of the page, macros, settings, and by the server
// conversations and people. Scripts ask their own questions in it: ask({ label, placeholder, rows: q => [...] }).
import { marked } from "./faces.js"
import { named as keyed } from "./keys.js"
import { sift } from "./match.js"

/** Commands that scripts add: {label, run, key?, when?}. */
export const commands = []

const dialog = document.getElementById("palette")
const input = dialog?.querySelector("input"), list = dialog?.querySelector(".menu"), none = dialog?.querySelector(".none"), heading = dialog?.querySelector(".asked")
const nothing = none?.textContent, named = input?.placeholder
let shown = [], at = 0, question, turn = 0

const icon = name => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), use = document.createElementNS("http://www.w3.org/2000/svg", "use")
  svg.setAttribute("class", "i")
  svg.setAttribute("aria-hidden", "true")
  use.setAttribute("href", `${dialog.dataset.sprite}#i-${name}`)
  svg.append(use)
  return svg
}

const avatar = ({ id, initials, hue }) => {
  const face = span("ava s", initials)
  face.dataset.here = id
  face.style.setProperty("--h", hue)
  face.setAttribute("aria-hidden", "true")
  return face
}

const span = (className, text) => Object.assign(document.createElement("span"), { className, textContent: text })

const keys = text => text.split(" ").map(part => Object.assign(document.createElement("kbd"), { className: "kbd", textContent: part.length === 1 ? part.toUpperCase() : part }))

const row = (item, n) => {
  const button = document.createElement("button")
  Object.assign(button, { type: "button", id: `palette-${n}`, tabIndex: -1, role: "option" })
  if (item.icon) button.append(icon(item.icon))
  if (item.face) button.append(avatar(item.face))
  button.append(span("cut", item.label))
  if (item.detail) button.append(span("cut detail", item.detail))
  const end = span("push flex tight", "")
  if (item.current) end.append(icon("check"))
  if (item.key) end.append(...keys(item.key))
  button.append(end)
  button.addEventListener("click", () => choose(n))
  return button
}

const draw = rows => {
  shown = rows
  at = 0
  const parts = []
  let group
  rows.forEach((item, n) => {
    if (item.group && item.group !== group) parts.push(Object.assign(document.createElement("h2"), { textContent: item.group, role: "presentation" }))
    group = item.group
    parts.push(row(item, n))
  })
  list.replaceChildren(...parts)
  marked(list)
  none.hidden = rows.length > 0
  mark()
}

const options = () => list.querySelectorAll("[role=option]")

const mark = () => {
  options().forEach((option, n) => option.setAttribute("aria-selected", String(n === at)))
  options()[at]?.scrollIntoView({ block: "nearest" })
  input.setAttribute("aria-activedescendant", shown.length ? `palette-${at}` : "")
}

const choose = n => {
  const item = shown[n]
  if (!item) return
  dialog.close()
  item.run()
}

let wait
const answer = async () => {
  const mine = ++turn, asked = input.value.trim(), found = question.rows(asked)
  if (!(found instanceof Promise)) return draw(found)
  const rows = await found
  if (mine === turn && dialog.open) draw(rows)
}

/** Open the dialog with a question of one's own: `label` stands above the field, `rows(q)` gives rows or a promise of them. */
export const ask = asked => {
  if (!dialog || dialog.open) return
  question = asked
  input.value = asked.value ?? ""
  input.placeholder = asked.placeholder ?? named
  input.setAttribute("aria-label", asked.label ?? input.placeholder)
  heading.hidden = asked.rows === commandsRows || !asked.label
  heading.textContent = asked.label ?? ""
  none.textContent = nothing
  draw([])
  none.hidden = true
  dialog.showModal()
  answer()
  input.focus()
  input.select()
}

/** What to say where there are no rows. */
export const say = text => { none.textContent = text || nothing }

// The palette itself
const labelOf = e => e.dataset.keyLabel ?? e.getAttribute("aria-label") ?? e.querySelector("span:not(.vh)")?.textContent ?? e.textContent.trim()

// In sight, or in a menu that opens from what is
const reachable = e => {
  const menu = e.closest("[popover]")
  return !e.disabled && (e.offsetParent !== null || (menu && menu.parentElement.offsetParent !== null))
}

const titled = link => (link.querySelector("span") ?? link).textContent.trim()

const here = () => {
  const group = dialog.dataset.here
  const actions = [...document.querySelectorAll("button[data-key], a[data-key], button[data-command]")].filter(reachable)
    .map(e => ({ group, label: labelOf(e), key: e.dataset.key, icon: "bolt", run: () => e.click() }))
  const added = commands.filter(({ when }) => !when || when()).map(item => ({ group, icon: "bolt", ...item, label: typeof item.label === "function" ? item.label() : item.label }))
  const pressed = keyed().map(item => ({ group, icon: "bolt", ...item }))
  const lists = [...document.querySelectorAll("[data-places] a")].filter(reachable)
    .map(link => ({ group: link.closest("[data-places]").dataset.places, icon: "inbox", label: titled(link), run: () => link.click() }))
  const pages = [...document.querySelectorAll(".rail a[data-nav], .menu[id=me-menu] a")]
    .map(link => ({ group: dialog.dataset.pages, icon: "arrow", label: titled(link), run: () => location.assign(link.href) }))
  const once = new Map()
  for (const item of [...actions, ...pressed, ...added, ...lists, ...pages]) if (!once.has(item.label)) once.set(item.label, item)
  return [...once.values()]
}

const runs = item => ({ ...item, run: () => item.macro ? document.dispatchEvent(new CustomEvent("nitka:macro", { detail: item })) : location.assign(item.url) })

const ask_server = async asked => {
  try {
    const response = await fetch(`${dialog.dataset.src}?q=${encodeURIComponent(asked)}`, { credentials: "same-origin" })
    return response.ok ? (await response.json()).rows.map(runs) : []
  } catch { return [] }
}

const usable = item => !item.macro || document.querySelector("[data-macros]")

let always
// The best group first, and each only once
const grouped = rows => [...new Set(rows.map(({ group }) => group))].flatMap(group => rows.filter(row => row.group === group))

// What this page does itself is not offered again as a thing that every page has
const known = () => {
  const ours = here(), names = new Set(ours.map(({ label }) => label))
  return [...ours, ...(always ?? []).filter(item => usable(item) && (item.detail || !names.has(item.label)))]
}

const commandsRows = asked => {
  const local = grouped(sift(known(), asked))
  if (!asked || !dialog.dataset.src) return asked ? local : local.slice(0, 40)
  clearTimeout(wait)
  draw(local)
  return new Promise(resolve => { wait = setTimeout(async () => resolve([...grouped(sift(known(), asked).slice(0, 12)), ...await ask_server(asked)]), 140) })
}

// What is always there (macros, settings), asked for once a page
let asking
const standing = () => {
  asking ??= ask_server("").then(rows => {
    if (rows.length) always = rows
    else asking = undefined // nothing came: asked again next time
    return rows
  })
  return asking
}

/** Ask which macro to run on what is open. */
export const askMacro = ({ label, placeholder, nothing: empty }) => ask({
  label,
  placeholder,
  rows: async asked => {
    const macros = (await standing()).filter(item => item.macro)
    say(macros.length ? "" : empty)
    return sift(macros, asked).map(item => ({ ...item, group: "" }))
  },
})

addEventListener("nitka:palette", async () => {
  ask({ label: dialog?.dataset.label, rows: commandsRows })
  if (!always && dialog?.dataset.src) {
    await standing()
    if (dialog.open && question.rows === commandsRows) answer()
  }
})

input?.addEventListener("input", () => answer())
input?.addEventListener("keydown", event => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step) {
    event.preventDefault()
    at = (at + step + shown.length) % (shown.length || 1)
    mark()
  } else if (event.key === "Enter") {
    event.preventDefault()
    choose(at)
  }
})
