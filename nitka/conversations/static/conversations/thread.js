// The thread: stays where one reads, tells what came below, says who types, looks and has read.
import { load } from "../ui/swap.js"

const csrf = () => document.querySelector("meta[name=csrf]").content
const post = (url, fields = {}) => fetch(url, { method: "POST", body: new URLSearchParams(fields), headers: { "X-CSRFToken": csrf() }, credentials: "same-origin", keepalive: true }).catch(() => {})
const thread = () => document.getElementById("thread")
const number = () => thread()?.dataset.number
const base = () => document.getElementById("desk").dataset.base
const log = () => number() && document.getElementById(`log-${number()}`)
const AWAY = -48 // the log is turned round: 0 is the newest, above it is negative

// What one reads stays in its place; what came below is counted
let place = { id: null, top: 0, height: 0, last: null }, unseen = 0
const keep = () => {
  const box = log()
  if (box) place = { id: box.id, top: box.scrollTop, height: box.scrollHeight, last: [...box.querySelectorAll(".msg")].at(-1)?.id }
}
const since = (box, last) => {
  const all = [...box.querySelectorAll(".msg")], from = all.findIndex(message => message.id === last)
  return from < 0 ? [] : all.slice(from + 1)
}
const pill = count => {
  unseen = count
  const button = document.getElementById("newer")
  if (!button) return
  button.hidden = !count
  button.textContent = count === 1 ? button.dataset.one : `${button.dataset.many} ${count}`
}

document.addEventListener("scroll", ({ target }) => {
  if (!target.id?.startsWith("log-")) return
  if (target.scrollTop > AWAY && unseen) pill(0)
  keep()
}, { capture: true, passive: true })

document.addEventListener("swapped", ({ target }) => {
  if (!["talk", "thread", "main"].includes(target.id)) return
  const box = log()
  if (!box) return
  if (box.id === place.id && place.last) {
    const came = since(box, place.last), grown = box.scrollHeight - place.height
    if (place.top <= AWAY) {
      if (came.length) box.scrollTop = place.top - grown
      const theirs = came.filter(message => message.matches(".in")).length
      if (theirs) pill(unseen + theirs)
      if (came.some(message => message.matches(".out, .note")) && document.activeElement?.matches(".draft")) newest()
    } else box.scrollTop = 0
    if (came.some(message => message.matches(".in"))) hideTyping()
  } else { pill(0); hideTyping() }
  keep()
  read()
})
const newest = () => { const box = log(); if (box) box.scrollTop = 0; pill(0) }
document.addEventListener("click", ({ target }) => { if (target.closest?.("#newer")) newest() })
document.addEventListener("sent", () => newest())

// Letters as they looked: a frame without scripts, origin and cookies, made when it is opened
document.addEventListener("toggle", ({ target }) => {
  if (!target.matches?.("details[data-letter][open]") || target.querySelector("iframe")) return
  const frame = document.createElement("iframe")
  frame.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox")
  frame.title = target.querySelector("summary").textContent.trim()
  frame.loading = "lazy"
  frame.src = target.dataset.letter
  target.querySelector(".frame").append(frame)
}, true)

// Typing of the visitor: six seconds after the last word of it
let typing
const hideTyping = () => { clearTimeout(typing); const line = document.getElementById("typing"); if (line) line.hidden = true }
document.addEventListener("live:typing", ({ detail }) => {
  if (detail.topic !== thread()?.dataset.topic) return
  const line = document.getElementById("typing")
  if (!line) return
  line.hidden = false
  clearTimeout(typing)
  typing = setTimeout(hideTyping, 6000)
})

// Read: once for each last message, while the page is before somebody
let told = ""
const read = () => {
  const talk = document.getElementById("talk"), upto = talk?.dataset.firstRead
  const key = `${number()}:${upto}`
  if (!talk || document.hidden || told === key) return
  told = key
  post(`${base()}${number()}/reading/`, { upto })
  document.querySelector(`#rows a.row[aria-current]`)?.classList.remove("unread")
}

// Here: every thirty seconds, and who else is. Each window for itself: another of the same member looks at something else
const tab = Math.random().toString(36).slice(2, 14), presence = document.getElementById("desk").dataset.presence
const beat = () => {
  if (document.hidden) return
  load(presence, { ids: ["seen"], quiet: true, method: "POST", body: new URLSearchParams({ tab, conversation: number() ?? "" }), headers: { "X-CSRFToken": csrf() } })
}
addEventListener("pagehide", () => post(presence, { tab, left: 1 }))
addEventListener("pageshow", ({ persisted }) => { if (persisted) beat() })
document.addEventListener("visibilitychange", () => { if (!document.hidden) { beat(); read() } })
document.addEventListener("desk:opened", beat)
let looked // somebody came to this conversation, or left it
document.addEventListener("live:looking", ({ detail }) => {
  if (detail.topic !== thread()?.dataset.topic || detail.data.member === document.getElementById("desk").dataset.me) return
  clearTimeout(looked)
  looked = setTimeout(beat, 300)
})
setInterval(beat, 30000)
beat()
keep()
read()
