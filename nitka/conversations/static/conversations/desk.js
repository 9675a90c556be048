// The desk: what its three panes have in common; list, thread and composer have files of their own.
import { topics } from "../ui/live.js"
import { key } from "../ui/keys.js"
import "./list.js"
import "./thread.js"
import "./views.js"
import "./composer.js"
import "./meanwhile.js"
import "./picker.js"
import "./mention.js"
import "./regroup.js"
import "./ask-when.js"
import "./pick.js"
import "./draft.js"
import "./length.js"
import "./phrases.js"

key("f", document.getElementById("desk").dataset.followLabel, () => document.querySelector("#talk [data-follow]")?.click())

const desk = document.getElementById("desk")
const narrow = matchMedia("(max-width: 47.99rem)")

// On a phone each pane is a page of its own: the link loads it, Back is the browser's
document.addEventListener("click", event => {
  const link = event.target.closest?.("#rows a.row, .open a, .to-cust")
  if (link && narrow.matches) event.stopPropagation()
  if (event.target.closest?.(".to-cust") && !narrow.matches) {
    event.preventDefault()
    desk.dataset.pane = desk.dataset.pane === "customer" ? "thread" : "customer"
  }
  const back = event.target.closest?.(".who .back a")
  if (back && !narrow.matches) {
    event.preventDefault()
    desk.dataset.pane = "thread"
  }
  const copy = event.target.closest?.("[data-copy-link]")
  if (copy) navigator.clipboard?.writeText(location.origin + location.pathname)
})

// Another conversation: listen to its topic, name the tab after it
let topic = document.getElementById("thread")?.dataset.topic
document.addEventListener("swapped", ({ target }) => {
  const thread = document.getElementById("thread")
  if (thread?.dataset.topic === topic || !["thread", "main"].includes(target.id)) return
  if (topic) topics.remove(topic)
  topic = thread.dataset.topic
  if (topic) topics.add(topic)
  if (thread.dataset.title) document.title = thread.dataset.title
  document.getElementById("desk").dataset.pane = topic ? "thread" : "list"
  skipTo(thread.querySelector("textarea[id^='reply-']"))
  document.dispatchEvent(new CustomEvent("desk:opened", { detail: thread.dataset.number }))
})

const skipTo = answer => {
  const skip = document.querySelector("a.skip"), { toAnswer, toList } = document.getElementById("desk").dataset
  skip.href = `#${answer?.id ?? "rows"}`
  skip.textContent = answer ? toAnswer : toList
}
