// What is played, looked at again while the page is seen: often while something happens, else now and then.
import { refresh } from "../ui/refresh.js"

const part = () => document.getElementById("played")
const look = () => {
  if (!document.hidden) refresh(part())
  setTimeout(look, part()?.querySelector(".tag.good") ? 1500 : 4000)
}
setTimeout(look, 1500)
