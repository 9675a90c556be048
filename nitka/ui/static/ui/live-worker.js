// Shared by all tabs of a workspace: one stream, with the topics of all of them. The worker's name is the address of the door.
import { Stream } from "./live-stream.js"

const KEPT = 200
const ports = new Map(), recent = []
let state = "online"

const send = (port, event) => { if (event.kind === "reload" || ports.get(port)?.includes(event.topic)) port.postMessage({ event }) }

const stream = new Stream(self.name, {
  hear: event => {
    if (event.id) recent.push(event)
    if (recent.length > KEPT) recent.shift()
    for (const port of ports.keys()) send(port, event)
  },
  tell: now => {
    state = now
    for (const port of ports.keys()) port.postMessage({ state })
  },
})

const listen = after => stream.listen([...ports.values()].flat(), after)

// What other tabs have heard since this page was made
const catchUp = (port, after) => { for (const event of recent) if (Number(event.id) > Number(after)) send(port, event) }

const leave = port => {
  ports.delete(port)
  if (ports.size) listen()
}

addEventListener("connect", ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data.topics) {
      const first = !ports.has(port)
      ports.set(port, data.topics)
      if (first && data.after) catchUp(port, data.after)
      listen(data.after)
      port.postMessage({ state })
      // The page holds this lock while it lives; whoever gets it knows that the page is gone
      if (first && data.lock) navigator.locks?.request(data.lock, () => leave(port))
    } else if (data.bye) leave(port)
    else if (data.retry) stream.restart()
  }
})
