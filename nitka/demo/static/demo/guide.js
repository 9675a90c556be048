// The guide of the demo: looked at again while it is unfinished and seen; open or folded as it was left. Until then it is open at the desk
// and at the figures, which it speaks of; elsewhere, and on a phone, it would cover what the page is for.
import { refresh } from "../ui/refresh.js"

const KEY = "demo:guide"
const part = () => document.getElementById("guide")
const fold = () => {
  const details = part()?.querySelector("details")
  if (!details) return
  details.open = left ? left === "open" : wide.matches && about
}
const about = /\/w\/[^/]+\/(inbox|insight)\//.test(location.pathname)
const wide = matchMedia("(min-width: 48rem)")
let left = wide.matches ? sessionStorage.getItem(KEY) : ""
fold()
document.addEventListener("click", ({ target }) => {
  const details = target.closest?.("[data-guide] > summary")?.parentElement
  if (details) sessionStorage.setItem(KEY, left = details.open ? "folded" : "open")  // as it will be
})
document.addEventListener("swapped", fold)
const look = () => {
  if (part() && !document.hidden && !("finished" in part().dataset)) refresh(part())
  setTimeout(look, 2500)
}
setTimeout(look, 1500)
