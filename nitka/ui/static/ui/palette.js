// Ctrl K: pages of the rail and settings, and the actions that have keys on this page; more by commands.push({label, run})
/** Commands that scripts add. */
export const commands = []

const dialog = document.getElementById("palette")
const input = dialog?.querySelector("input"), list = dialog?.querySelector(".menu"), none = dialog?.querySelector(".none")

const found = () => {
  const pages = [...document.querySelectorAll(".rail a[data-nav], .set .nav a, .menu[id=me-menu] a")].map(link => ({ label: (link.querySelector("span") ?? link).textContent.trim(), run: () => location.assign(link.href) }))
  const actions = [...document.querySelectorAll("button[data-key], a[data-key]")].filter(e => e.offsetParent !== null)
    .map(e => ({ label: e.dataset.keyLabel ?? e.getAttribute("aria-label") ?? e.querySelector("span:not(.vh)")?.textContent ?? e.textContent.trim(), run: () => e.click() }))
  return [...new Map([...actions, ...commands, ...pages].map(item => [item.label, item])).values()]
}

let shown = [], at = 0

const draw = () => {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean)
  shown = found().filter(({ label }) => words.every(word => label.toLowerCase().includes(word)))
  at = 0
  list.replaceChildren(...shown.map(({ label }, n) => {
    const row = document.createElement("button")
    row.type = "button"
    row.id = `palette-${n}`
    row.tabIndex = -1
    row.role = "option"
    row.textContent = label
    row.addEventListener("click", () => choose(n))
    return row
  }))
  none.hidden = shown.length > 0
  mark()
}

const mark = () => {
  ;[...list.children].forEach((row, n) => row.setAttribute("aria-selected", String(n === at)))
  list.children[at]?.scrollIntoView({ block: "nearest" })
  input.setAttribute("aria-activedescendant", shown.length ? `palette-${at}` : "")
}

const choose = n => {
  dialog.close()
  shown[n]?.run()
}

addEventListener("nitka:palette", () => {
  if (!dialog || dialog.open) return
  input.value = ""
  dialog.showModal()
  draw()
  input.focus()
})
input?.addEventListener("input", draw)
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
