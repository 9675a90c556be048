import { key } from "./keys.js"

// Notices go after eight seconds, not while the pointer or focus rests on them (data-life: milliseconds of its own); those of errors stay until dismissed
const LIFE = 8000
const box = document.getElementById("toasts")

/** Show a toast: an element, or the id of a <template> that holds one. */
export const toast = what => {
  const element = typeof what === "string" ? document.getElementById(what).content.firstElementChild.cloneNode(true) : what
  box.append(element)
  watch(element)
}

const watch = element => {
  if (element.hasAttribute("data-stay")) return
  const end = () => (element.matches(":hover, :focus-within") ? setTimeout(end, 2000) : element.remove())
  setTimeout(end, Number(element.dataset.life) || LIFE)
}

addEventListener("click", ({ target }) => target.closest?.("#toasts [data-close]")?.closest(".toast").remove())
document.addEventListener("sent", ({ target }) => target.closest?.("#toasts .toast")?.remove()) // undone: not twice
// Z does back what was done last: the latest notice that offers to, else what a page marks with data-undo
const last = () => [...document.querySelectorAll("[data-undo], #toasts .toast form button")].filter(button => button.offsetParent !== null).at(-1)
key("z", () => box?.dataset.undoLabel ?? "", () => last()?.click())
for (const element of box?.children ?? []) watch(element)
