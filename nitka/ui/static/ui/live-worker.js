// Shared by all tabs of a workspace: one stream, with the topics of all of them. The worker's name is the address of the door.
import { Stream } from "./live-stream.js"

const ports = new Map()
let state = "online"

const tellAll = message => { for (const port of ports.keys()) port.postMessage(message) }

const stream = new Stream(self.name, {
  hear: event => tellAll({ event }),
  tell: now => { state = now; tellAll({ state }) },
})

const listen = () => stream.listen([...ports.values()].flat())

const leave = port => {
  ports.delete(port)
  if (ports.size) listen()
}

addEventListener("connect", ({ ports: [port] }) => {
  port.onmessage = ({ data }) => {
    if (data.topics) {
      ports.set(port, data.topics)
      listen()
      port.postMessage({ state })
      // The page holds this lock while it lives; whoever gets it knows that the page is gone
      if (data.lock) navigator.locks?.request(data.lock, () => leave(port))
    } else if (data.bye) leave(port)
    else if (data.retry) stream.restart()
  }
})
