// Keyboard of a page. In HTML: data-key="e" on what should be clicked or focused; data-list on a list whose a.row
// (in a table the rows' a[data-walk]) j and k walk.
// In scripts: key("h", "Snooze", run). A letter means its place on the keyboard, so that it works in the Russian layout too.
const registry = new Map()

/** Run `run` on a key. `label` (words, or what gives them) shows in the help; without one the key stays out of it. */
export const key = (name, label, run) => { registry.set(name, { label, run }) }

/** Keys of scripts that do something by themselves, for the palette: [{key, label, run}]. */
export const named = () => [...registry].filter(([name]) => name.length === 1)
  .map(([name, { label, run }]) => ({ key: name, label: typeof label === "function" ? label() : label, run })).filter(({ label }) => label)

const writing = element => element?.isContentEditable || element?.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=button])")

const nameOf = event => {
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) return "?"
  if (event.key === "/" || event.code === "Slash") return "/"
  if (/^Key[A-Z]$/.test(event.code)) return event.code[3].toLowerCase()
  return event.key
}

const visible = element => element.offsetParent !== null && !element.disabled

const press = (element, event) => {
  event.preventDefault()
  if (writing(element)) { element.focus(); element.select?.() } else element.click()
}

const labelOf = element => element.dataset.keyLabel ?? element.getAttribute("aria-label") ?? element.querySelector("span:not(.vh)")?.textContent ?? element.textContent.trim()

/** Move to the next or previous row of the page's list, and open it when the list says data-list="open". */
export const walk = step => {
  const list = [...document.querySelectorAll("[data-list]")].find(visible)
  const rows = [...(list?.querySelectorAll("a.row, a[data-walk]") ?? [])].filter(visible)
  if (!rows.length) return
  const here = rows.findIndex(row => row === document.activeElement)
  const from = here >= 0 ? here : rows.findIndex(row => row.hasAttribute("aria-current"))
  const row = rows[Math.max(0, Math.min(rows.length - 1, from < 0 ? 0 : from + step))]
  row.focus({ preventScroll: true })
  row.scrollIntoView({ block: "nearest" })
  if (list.dataset.list === "open" && innerWidth >= 768) row.click()
}

const help = () => {
  const list = document.querySelector("#keys [data-keys]")
  for (const extra of list.querySelectorAll("[data-extra]")) extra.remove()
  const found = [...document.querySelectorAll("[data-key]")].filter(e => e.dataset.key !== "/" && (visible(e) || e.closest("[popover]"))).map(e => [e.dataset.key.toUpperCase(), labelOf(e)])
  const more = [...registry].filter(([, { label }]) => label).map(([name, { label }]) => [name.length === 1 ? name.toUpperCase() : name, typeof label === "function" ? label() : label]).filter(([, label]) => label)
  for (const [name, label] of new Map([...found, ...more])) {
    const row = document.createElement("div"), dt = document.createElement("dt")
    row.dataset.extra = ""
    row.dataset.help = name
    dt.textContent = label
    row.append(dt)
    list.append(row)
  }
  for (const row of list.children) {
    if (row.querySelector("dd")) continue
    const dd = document.createElement("dd")
    for (const part of row.dataset.help.split(" ").filter(Boolean)) {
      const kbd = document.createElement("kbd")
      kbd.className = "kbd"
      kbd.textContent = part.length === 1 ? part.toUpperCase() : part
      dd.append(kbd)
    }
    row.append(dd)
  }
  document.getElementById("keys").showModal()
}

addEventListener("keydown", event => {
  if ((event.ctrlKey || event.metaKey) && event.code === "KeyK") {
    event.preventDefault()
    dispatchEvent(new CustomEvent("nitka:palette"))
  } else if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form) {
    event.preventDefault()
    event.target.form.requestSubmit(event.target.form.querySelector("[data-submit]") ?? undefined)
  } else if (event.key === "Escape" && writing(event.target) && !event.target.closest("dialog, [popover]")) event.target.blur()
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || writing(event.target) || document.querySelector("dialog[open]")) return
  const name = nameOf(event)
  const element = [...document.querySelectorAll(`[data-key="${CSS.escape(name)}"]`)].find(visible)
  if (element) return press(element, event)
  const run = registry.get(name)?.run ?? { j: () => walk(1), k: () => walk(-1), "?": help }[name]
  if (run) { event.preventDefault(); run(event) }
})

addEventListener("click", ({ target }) => { if (target.closest?.("[data-keys-help]")) help() })
