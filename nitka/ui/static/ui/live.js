// Live pages. The server's signals become DOM events on document: live:<kind>, detail = {topic, kind, data, id}.
//   <body data-topics="inbox:… member:…">, or topics.add("conversation:…") in a script
//   <section id="list" data-src="…" data-live="message status">: refreshed when one of these kinds arrives ("*" for any);
//   data-live-topic="conversation:…" narrows it. data-hold keeps rows still under a moving pointer. data-calm="message …": what may wait some seconds,
//   by the signal's data.what.
import { refresh, retry } from "./refresh.js"
import { Stream } from "./live-stream.js"

const { stream: door, worker, topics: named, after } = document.body.dataset
const address = door && new URL(door, location.href).href
const strip = document.getElementById("offline")

let link, hidden

const show = state => {
  document.documentElement.dataset.live = state
  if (strip) strip.hidden = state !== "offline"
}

const hear = signal => {
  if (signal.kind === "reload") return refreshAll() // away for longer than the server remembers
  document.dispatchEvent(new CustomEvent(`live:${signal.kind}`, { detail: signal }))
  for (const part of document.querySelectorAll("[data-live][data-src]")) {
    const kinds = part.dataset.live.split(" "), topic = part.dataset.liveTopic
    if ((kinds.includes("*") || kinds.includes(signal.kind)) && (!topic || topic === signal.topic)) {
      refresh(part, { calmly: part.dataset.calm?.split(" ").includes(signal.data?.what) })
    }
  }
}

const refreshAll = () => {
  document.dispatchEvent(new CustomEvent("live:reload"))
  for (const part of document.querySelectorAll("[data-live][data-src]")) refresh(part)
}

const receive = ({ state, event }) => {
  if (event) hear(event)
  if (state) show(state)
}

/** What this page listens to. */
export const topics = {
  all: new Set((named ?? "").split(/\s+/).filter(Boolean)),
  add(topic) { if (!this.all.has(topic)) { this.all.add(topic); link?.listen([...this.all]) } },
  remove(topic) { if (this.all.delete(topic)) link?.listen([...this.all]) },
}

const shared = () => {
  const { port } = new SharedWorker(worker, { type: "module", name: address })
  const lock = `live-${Math.random().toString(36).slice(2)}`
  port.onmessage = ({ data }) => receive(data)
  navigator.locks?.request(lock, () => new Promise(() => {}))
  return {
    listen: list => port.postMessage({ topics: list, after, lock: navigator.locks && lock }),
    retry: () => port.postMessage({ retry: true }),
    close: () => { port.postMessage({ bye: true }); port.close() },
  }
}

const alone = () => {
  const stream = new Stream(address, { hear, tell: show })
  return { listen: list => stream.listen(list, after), retry: () => stream.restart(), close: () => stream.close() }
}

const open = () => {
  if (!door || link || !topics.all.size) return
  try { link = "SharedWorker" in window ? shared() : alone() } catch { link = alone() }
  link.listen([...topics.all])
}

const close = () => {
  link?.close()
  link = undefined
}

// Without a shared worker only the tab in sight keeps a stream; what changed meanwhile is fetched when it is back
document.addEventListener("visibilitychange", () => {
  if ("SharedWorker" in window) return
  clearTimeout(hidden)
  if (document.hidden) hidden = setTimeout(close, 20000)
  else if (!link) { open(); refreshAll() }
})
addEventListener("pagehide", close)
addEventListener("pageshow", ({ persisted }) => { if (persisted) { open(); refreshAll() } })
addEventListener("offline", () => show("offline"))
addEventListener("online", () => { link?.retry(); retry(); refreshAll() }) // what a signal asked for meanwhile could not be fetched
open()
