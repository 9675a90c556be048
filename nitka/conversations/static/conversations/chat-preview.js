// The real widget with settings that nobody has saved: what it would ask of the server is answered in this page, and the
// page's policy lets nothing out of it. The form outside says what to show: {face, mode, lang, theme}.
(() => {
  const address = document.currentScript.dataset.widget
  const rows = []
  let face, mode, widget, started, touched = false

  const doors = {
    config: () => face,
    sessions: () => ({ session: "preview", stream: "about:blank" }),
    stream: () => ({ stream: "about:blank" }),
    messages: body => body ? write(body) : { data: rows.splice(0), next: "1" },
  }
  const write = ({ id, text }) => {
    const at = new Date().toISOString()
    rows.push({ id, from: "visitor", text, at, files: [], state: "delivered" })
    return { id, at }
  }
  window.fetch = async (url, { body } = {}) => {
    const door = new URL(url).pathname.split("/").at(-1)
    const said = doors[door]?.(body && JSON.parse(body))
    return said ? new Response(JSON.stringify(said)) : new Response(null, { status: 204 })
  }
  window.EventSource = class {
    constructor() { setTimeout(() => this.onmessage?.({ data: '{"kind":"hello","data":{}}', lastEventId: "" })) }
    close() {}
  }
  // One who types in the form keeps the focus there, and Back leads out of the form
  const focus = HTMLElement.prototype.focus
  HTMLElement.prototype.focus = function (options) { if (touched) focus.call(this, options) }
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, () => { touched = true }, { capture: true })
  history.pushState = history.back = () => {}

  const stand = () => {
    if (mode === "shut") widget.close()
    else widget.open()
  }
  Object.defineProperty(window, "Nitka", { set: made => { widget = made; stand() }, get: () => widget })

  addEventListener("message", async ({ source, data }) => {
    if (source !== parent) return
    const root = document.documentElement
    root.lang = data.lang
    root.dataset.theme = data.theme
    mode = data.mode
    face = data.face
    if (widget) {
      await widget.refresh()
      stand()
    } else if (!started) {
      started = true
      document.head.append(Object.assign(document.createElement("script"), { src: address }))
    }
  })
  parent.postMessage("ready", "*")
})()
