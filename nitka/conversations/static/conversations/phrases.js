// "/" in the composer: canned answers by typing; what a variable has no value for is said before sending.
import { key } from "../ui/keys.js"
import { ask, askMacro, commands, say as none } from "../ui/palette.js"
import { sift } from "../ui/match.js"
import { load } from "../ui/swap.js"
import { askWhen } from "./ask-when.js"
import { csrf, say } from "./desk-words.js"

const form = () => document.querySelector("form.composer")
const kept = new Map()

const canned = async box => {
  if (kept.has(box.dataset.canned)) return kept.get(box.dataset.canned)
  const answer = await fetch(box.dataset.canned, { credentials: "same-origin" })
  const rows = answer.ok ? (await answer.json()).canned : []
  kept.set(box.dataset.canned, rows)
  setTimeout(() => kept.delete(box.dataset.canned), 60000)
  return rows
}

const insert = (field, text) => {
  field.focus()
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end")
  field.dispatchEvent(new Event("input", { bubbles: true }))
}

const choose = (box, asked = "") => {
  const field = box.querySelector(".draft")
  ask({
    label: say("canned"),
    placeholder: say("cannedHint"),
    value: asked,
    rows: async q => {
      const all = await canned(box)
      if (!all.length) none(say("cannedNone"))
      const rows = all.map(row => ({ ...row, label: row.title, detail: `${row.shortcut ? `/${row.shortcut} · ` : ""}${row.text.slice(0, 90)}` }))
      const exact = rows.filter(row => q && row.shortcut.toLowerCase() === q.toLowerCase())
      return [...exact, ...sift(rows, q).filter(row => !exact.includes(row))].map(row => ({ icon: "bolt", label: row.label, detail: row.detail, run: () => use(box, field, row) }))
    },
  })
}

const use = (box, field, row) => {
  insert(field, row.text)
  for (const { name } of row.missing) {
    box.append(Object.assign(document.createElement("input"), { type: "hidden", name: "unfilled", value: name }))
  }
  box.dataset.missing = JSON.stringify([...new Map([...JSON.parse(box.dataset.missing ?? "[]"), ...row.missing].map(one => [one.name, one])).values()])
  tell(box)
  const first = row.missing[0] && field.value.indexOf(`{${row.missing[0].name}}`)
  if (first >= 0) field.setSelectionRange(first, first + row.missing[0].name.length + 2)
}

const tell = box => {
  const strip = box.querySelector("[data-unfilled]"), text = box.querySelector(".draft").value
  const left = JSON.parse(box.dataset.missing ?? "[]").filter(({ name }) => text.includes(`{${name}}`))
  strip.hidden = !left.length
  strip.querySelector("span").textContent = `${say("missing")} ${left.map(({ name, label }) => (label ? `${label} {${name}}` : `{${name}}`)).join(", ")}`
}

// At the beginning of a line or after a space, and only in an answer
document.addEventListener("keydown", event => {
  const box = event.target.closest?.("form.composer")
  if (!box) return
  if ((event.ctrlKey || event.metaKey) && event.shiftKey && event.key === "Enter") { event.preventDefault(); event.stopPropagation(); return sendAndClose(box) }
  if (event.key !== "/" || event.ctrlKey || event.metaKey || !event.target.matches(".draft") || box.classList.contains("noting")) return
  const field = event.target, before = field.value[field.selectionStart - 1]
  if (before && !/\s/.test(before)) return
  event.preventDefault()
  choose(box)
}, true)
document.addEventListener("input", ({ target }) => { if (target.matches?.("form.composer .draft")) tell(target.form) })
document.addEventListener("sent", ({ target }) => {
  if (!target.matches?.("form.composer")) return
  delete target.dataset.missing
  for (const input of target.querySelectorAll("[name=unfilled]")) input.remove()
  target.elements.then.value = target.elements.at.value = ""
  tell(target)
})

const sendAndClose = box => { box.elements.then.value = "close"; box.requestSubmit(); box.elements.then.value = "" }
const sendLater = box => askWhen(say("later"), at => { box.elements.at.value = at; box.requestSubmit(); box.elements.at.value = "" })

// Macros: what it would do is shown first; nothing is done by halves
const look = async url => {
  const answer = await fetch(url, { credentials: "same-origin" })
  if (!answer.ok) return
  document.getElementById("macro")?.remove()
  document.body.insertAdjacentHTML("beforeend", await answer.text())
  const dialog = document.getElementById("macro")
  dialog.addEventListener("close", () => dialog.remove())
  dialog.showModal()
}
const chooseMacro = () => askMacro({ label: say("macros"), placeholder: say("macrosHint"), nothing: say("macrosNone") })
key("m", () => (form()?.dataset.macros ? say("macros") : ""), () => { if (form()?.dataset.macros) chooseMacro() })
document.addEventListener("nitka:macro", ({ detail }) => { const box = form(); if (box?.dataset.macros) look(`${box.dataset.macros}${detail.macro}/`) })
document.addEventListener("submit", event => {
  const box = event.target
  if (!box.matches?.("#macro form[data-run]")) return
  event.preventDefault()
  document.getElementById("macro").close()
  load(box.action, { ids: ["talk", box.action.match(/\/inbox\/(\d+)\//) ? `composer-${box.action.match(/\/inbox\/(\d+)\//)[1]}` : "talk"], method: "POST", body: new URLSearchParams(), headers: csrf() })
})

document.addEventListener("click", ({ target }) => {
  const box = form()
  if (!box) return
  if (target.closest?.("[data-open-canned]")) choose(box)
  if (target.closest?.("[data-send-close]")) sendAndClose(box)
  if (target.closest?.("[data-send-later]")) sendLater(box)
  if (target.closest?.("[data-run-macro]")) chooseMacro()
})
commands.push({ label: () => say("canned"), when: () => Boolean(form()), run: () => choose(form()) })

// What the composer understands, for the list of keys
const inComposer = name => () => (form() ? say(name) : "")
key("Ctrl ↵", inComposer("sendKey"), () => {})
key("Ctrl Shift ↵", inComposer("sendCloseKey"), () => {})
key("/ ", inComposer("cannedKey"), () => {})

// The seconds of undo, counted down
setInterval(() => {
  for (const tag of document.querySelectorAll("[data-seconds]")) {
    tag.until ??= Date.now() + Number(tag.dataset.seconds) * 1000
    const left = Math.max(0, Math.ceil((tag.until - Date.now()) / 1000))
    const text = say("seconds").replace("#", left), span = tag.querySelector("span")
    if (span && span.textContent !== text) span.textContent = text
  }
}, 500)
