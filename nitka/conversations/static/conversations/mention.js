// @ in a note: a list of colleagues above the composer; arrows, Enter or Tab, the mouse; Escape leaves what was typed.
const form = () => document.querySelector("form.composer")
const list = () => form()?.querySelector("[data-mentions]")
const open = () => list() && !list().hidden
const fold = text => text.toLowerCase().replaceAll("ё", "е")
const BEFORE = /(?:^|[\s(«"])@([^\s@]*(?: [^\s@]*)?)$/

const shown = () => [...list().children].filter(row => !row.hidden)
const mark = row => {
  for (const other of list().children) other.setAttribute("aria-selected", String(other === row))
  row?.scrollIntoView({ block: "nearest" })
  form().querySelector(".draft").setAttribute("aria-activedescendant", row?.id ?? "")
}
const close = () => {
  if (!open()) return
  list().hidden = true
  const draft = form().querySelector(".draft")
  draft.removeAttribute("aria-activedescendant")
}
const query = draft => BEFORE.exec(draft.value.slice(0, draft.selectionStart))?.[1]

const look = draft => {
  const box = list(), words = box && form().classList.contains("noting") ? query(draft) : undefined
  if (words === undefined) return close()
  for (const row of box.children) row.hidden = !fold(` ${row.dataset.mention}`).includes(` ${fold(words)}`)
  const left = shown()
  if (!left.length || (left.length === 1 && fold(left[0].dataset.mention) === fold(words))) return close()
  box.hidden = false
  mark(left[0])
}

const choose = row => {
  const box = form(), draft = box.querySelector(".draft"), words = query(draft)
  if (words === undefined) return
  const end = draft.selectionStart
  draft.setRangeText(`@${row.dataset.mention} `, end - words.length - 1, end, "end")
  if (![...box.querySelectorAll("input[name=mentions]")].some(field => field.value === row.dataset.id)) {
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "mentions", value: row.dataset.id })
    list().after(field)
  }
  close()
  draft.focus()
  draft.dispatchEvent(new Event("input", { bubbles: true }))
}

document.addEventListener("input", ({ target }) => { if (target.matches?.(".composer .draft")) look(target) })
document.addEventListener("keydown", event => {
  if (!open() || !event.target.matches?.(".composer .draft") || event.isComposing) return
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], rows = shown(), at = rows.findIndex(row => row.ariaSelected === "true")
  if (step) mark(rows.at((at + step) % rows.length))
  else if ((event.key === "Enter" && !event.ctrlKey && !event.metaKey) || event.key === "Tab") choose(rows[at] ?? rows[0])
  else if (event.key === "Escape") close()
  else return
  event.preventDefault()
  event.stopImmediatePropagation()
}, true)
document.addEventListener("pointerdown", event => {
  const row = event.target.closest?.("[data-mention]")
  if (!row) return
  event.preventDefault() // the caret stays where it is
  choose(row)
})
document.addEventListener("focusout", ({ target }) => { if (target.matches?.(".composer .draft")) close() })
document.addEventListener("sent", ({ target }) => {
  if (target.matches?.("form.composer")) for (const field of target.querySelectorAll("input[name=mentions]")) field.remove()
})
