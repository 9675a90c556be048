// Two at once: what a member has seen goes along with their answer, what they have not seen is shown before it is sent.
// And who else is writing.
const form = () => document.querySelector("form.composer")
const talk = () => document.getElementById("talk")
const log = () => document.querySelector("#talk > .scroll")
const LOOKED = 1500 // for so long a message stands before somebody until it counts as seen
const AWAY = -48

// Seen: it is at the bottom of the page and the page is before somebody
let timer, waits
const watch = () => {
  const last = talk()?.dataset.last
  if (!last || hidden(form())?.value === last || waits === last) return
  clearTimeout(timer)
  waits = last
  timer = setTimeout(look, LOOKED)
}
const look = () => {
  waits = null
  const box = form(), last = talk()?.dataset.last
  if (!hidden(box) || !last) return
  if (document.hidden || (log()?.scrollTop ?? 0) < AWAY || box.querySelector("[data-meanwhile]")) return
  if (hidden(box).value < last) hidden(box).value = last // ids of the same kind: their order is that of time
}
const hidden = box => box?.querySelector("input[name=seen]")
document.addEventListener("swapped", ({ target }) => {
  if (["talk", "thread", "main"].includes(target.id)) watch()
  if (target.id.startsWith("meanwhile-")) target.querySelector("[data-go-on]")?.focus()
})
document.addEventListener("visibilitychange", watch)
document.addEventListener("scroll", ({ target }) => { if (target === log()) watch() }, { capture: true, passive: true })

// Go on editing: what was shown has been seen
const goOn = () => {
  const box = form(), shown = box?.querySelector("[data-meanwhile]")
  if (!shown) return
  if (shown.dataset.meanwhile) hidden(box).value = shown.dataset.meanwhile
  shown.remove()
  box.querySelector(".draft").focus()
}
document.addEventListener("click", ({ target }) => { if (target.closest?.("[data-go-on]")) goOn() })
document.addEventListener("keydown", event => {
  if (event.key !== "Escape" || !event.target.closest?.(".composer")?.querySelector("[data-meanwhile]")) return
  event.preventDefault()
  goOn()
}, true)

// Colleagues who write: six seconds after the last word of it
const writing = new Map()
const show = () => {
  const line = document.getElementById("colleagues")
  if (!line) return
  const all = [...writing.values()]
  line.hidden = !all.length
  if (!all.length) return
  const words = all.length > 1 ? line.dataset.many : line.dataset[all[0].what]
  line.querySelector("span").textContent = words.replace("{name}", all.map(one => one.name).join(", "))
}
const stop = id => { clearTimeout(writing.get(id)?.timer); writing.delete(id); show() }
document.addEventListener("live:colleague", ({ detail }) => {
  const { member, name, what } = detail.data
  if (detail.topic !== document.getElementById("thread")?.dataset.topic || member === document.getElementById("desk").dataset.me) return
  clearTimeout(writing.get(member)?.timer)
  writing.set(member, { name, what, timer: setTimeout(() => stop(member), 6000) })
  show()
})
document.addEventListener("desk:opened", () => { for (const id of [...writing.keys()]) stop(id) })
let shownLast = talk()?.dataset.last
document.addEventListener("swapped", ({ target }) => {
  if (target.id !== "talk" || target.dataset.last === shownLast) return
  shownLast = target.dataset.last
  for (const id of [...writing.keys()]) stop(id) // something came: who still writes says so again
})
