// <button popovertarget="m"> + <div class="menu" popover id="m" data-place="bottom-end">: placed beside its button, arrows move
const GAP = 4, EDGE = 8

// data-beside="m": one that a choice of that menu opens stands where that one stood
const openers = id => [...document.querySelectorAll(`[popovertarget="${CSS.escape(id)}"]`)].filter(button => button.offsetParent !== null)
const opener = ({ id, dataset }) => openers(id).find(button => button.matches(":hover")) ?? openers(id)[0] ?? openers(dataset.beside ?? "")[0]

const clamp = (value, size, room) => Math.max(EDGE, Math.min(value, room - size - EDGE))

const place = (menu, button) => {
  const a = button.getBoundingClientRect(), m = menu.getBoundingClientRect()
  const [side, align] = (menu.dataset.place ?? "bottom-start").split("-")
  let x, y
  if (side === "right" && innerWidth >= 768) {
    x = a.right + GAP
    y = align === "end" ? a.bottom - m.height : a.top
  } else {
    x = align === "end" ? a.right - m.width : a.left
    y = a.bottom + GAP + m.height > innerHeight ? a.top - GAP - m.height : a.bottom + GAP
  }
  menu.style.left = `${clamp(x, m.width, innerWidth)}px`
  menu.style.top = `${clamp(y, m.height, innerHeight)}px`
}

const items = menu => [...menu.querySelectorAll("a, button, input")].filter(item => !item.disabled && item.offsetParent !== null)

document.addEventListener("toggle", event => {
  const menu = event.target
  if (!menu.matches?.(".menu[popover]")) return
  const button = menu.source ?? opener(menu)
  const open = event.newState === "open"
  button?.setAttribute("aria-expanded", String(open))
  if (!open) return
  if (button) place(menu, button)
  ;(menu.querySelector("[autofocus]") ?? items(menu)[0])?.focus({ preventScroll: true })
}, true)

document.addEventListener("keydown", event => {
  const menu = event.target.closest?.(".menu[popover]")
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!menu || !step) return
  event.preventDefault()
  const all = items(menu)
  all.at((all.indexOf(document.activeElement) + step) % all.length)?.focus()
})

// A choice closes its menu, before whatever it opens: who leaves that by Escape is where the menu was opened
addEventListener("click", ({ target }) => {
  if (target.closest?.(".menu[popover] :is(a, button)")) target.closest(".menu[popover]").hidePopover()
}, true)
addEventListener("click", ({ target }) => {
  const dialog = target.closest?.("[data-dialog]")
  if (dialog) document.getElementById(dialog.dataset.dialog)?.showModal()
  if (target.matches?.("dialog.dialog[open]")) target.close() // the backdrop
})
