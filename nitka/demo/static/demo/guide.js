// The guide of the demo: looked at again while it is unfinished and seen; open or folded as it was left. On a phone, where it would
// cover what it speaks of, each page begins with it folded.
import { refresh } from "../ui/refresh.js"

const KEY = "demo:guide"
const part = () => document.getElementById("guide")
const fold = () => {
  const details = part()?.querySelector("details")
  if (!details) return
  details.open = left ? left === "open" : wide.matches
}
const wide = matchMedia("(min-width: 48rem)")
let left = wide.matches ? sessionStorage.getItem(KEY) : ""
fold()
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.("[data-guide]")) sessionStorage.setItem(KEY, left = event.target.open ? "open" : "folded")
}, true)
document.addEventListener("swapped", fold)
const look = () => {
  if (part() && !document.hidden && !("finished" in part().dataset)) refresh(part())
  setTimeout(look, 2500)
}
setTimeout(look, 1500)
