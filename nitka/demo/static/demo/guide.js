// The guide of the demo: looked at again while it is unfinished and seen; open or folded as it was left. On a phone it begins folded.
import { refresh } from "../ui/refresh.js"

const KEY = "demo:guide"
const part = () => document.getElementById("guide")
const fold = () => {
  const details = part()?.querySelector("details")
  if (!details) return
  const left = sessionStorage.getItem(KEY)
  details.open = left ? left === "open" : matchMedia("(min-width: 48rem)").matches
}
fold()
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("[data-guide]")) sessionStorage.setItem(KEY, event.target.open ? "open" : "folded")
}, true)
document.addEventListener("swapped", fold)
const look = () => {
  if (part() && !document.hidden && !("finished" in part().dataset)) refresh(part())
  setTimeout(look, 2500)
}
setTimeout(look, 1500)
