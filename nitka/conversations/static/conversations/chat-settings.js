// The chat's settings: what the form says is judged by the server as one types and shown by the real widget beside it.
const form = document.getElementById("chat"), stage = document.querySelector(".stage"), frame = stage.querySelector("iframe")
const unsaved = document.getElementById("unsaved"), revert = document.getElementById("revert")
const looks = { mode: "open", size: matchMedia("(max-width: 47.99rem)").matches ? "phone" : "desk", lit: "light", tongue: document.documentElement.lang }
let trial = JSON.parse(document.getElementById("trial").textContent)

// The frame is as wide as a real screen and made smaller as a whole
const WIDTHS = { desk: 880, phone: 390 }, HEIGHTS = { desk: 680, phone: 760 }
const fit = () => {
  const scale = Math.min(1, stage.clientWidth / WIDTHS[looks.size])
  stage.style.setProperty("--w", `${WIDTHS[looks.size]}px`)
  stage.style.setProperty("--h", `${HEIGHTS[looks.size]}px`)
  stage.style.setProperty("--k", scale)
}
new ResizeObserver(fit).observe(stage)

const show = () => {
  stage.dataset.size = looks.size
  fit()
  for (const button of document.querySelectorAll("#modes button")) {
    const [[name, value]] = Object.entries(button.dataset)
    button.setAttribute("aria-pressed", String(looks[name] === value))
  }
  for (const button of document.querySelectorAll("#tongues button")) button.setAttribute("aria-pressed", String(button.dataset.tongue === looks.tongue))
  for (const part of form.querySelectorAll("[data-of]")) part.hidden = part.dataset.of !== looks.tongue
  const face = trial.faces[looks.mode === "closed" ? "closed" : "open"]
  frame.contentWindow.postMessage({ face, mode: looks.mode, lang: looks.tongue, theme: looks.lit }, "*")
}
addEventListener("message", ({ source }) => { if (source === frame.contentWindow) show() }) // it has been loaded after us

// What the server says of it: the newest question wins
const words = (element, text) => { element.querySelector("span:last-child").textContent = text }
let wait, asked
const judge = async () => {
  asked?.abort()
  asked = new AbortController()
  let answer
  try { answer = await fetch(form.dataset.trial, { method: "POST", body: new FormData(form), signal: asked.signal }) } catch { return } // offline: the form waits
  if (!answer.ok) return
  trial = await answer.json()
  const contrast = document.getElementById("contrast")
  words(contrast, trial.contrast)
  contrast.toggleAttribute("data-unsafe", !trial.safe)
  document.getElementById("opening").textContent = trial.hours
  document.getElementById("hours-e").textContent = trial.errors.hours ?? trial.errors.timezone ?? ""
  document.getElementById("site-e").textContent = trial.errors.origins ?? ""
  show()
}
const saved = new URLSearchParams(new FormData(form)).toString()
const dirty = () => new URLSearchParams(new FormData(form)).toString() !== saved
const changed = () => {
  unsaved.textContent = dirty() ? unsaved.dataset.changed : ""
  revert.hidden = !dirty()
  clearTimeout(wait)
  wait = setTimeout(judge, 150)
}
form.addEventListener("input", ({ target }) => {
  if (target.name === "own_color") {
    document.getElementById("id_own").checked = true
    form.querySelector(".own i").style.setProperty("--c", target.value)
  }
  if (target.id !== "site") changed()
  if (target.name.startsWith("away_") && looks.mode === "open") looks.mode = "closed"
  if (target.name.startsWith("ask_")) looks.mode = "shut"
  if (target.name.startsWith("greeting_")) looks.mode = "open"
})
form.addEventListener("reset", () => setTimeout(() => { list(); changed() }))
let sent = false
form.addEventListener("submit", () => { sent = true })
addEventListener("beforeunload", event => { if (!sent && dirty()) event.preventDefault() })

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("#modes button, #tongues button")
  if (!button) return
  Object.assign(looks, button.dataset)
  show()
})

// Sites: a list in place of a field of lines; the field stays what is sent
const field = form.querySelector("[name=origins]"), editor = form.querySelector(".add-site"), one = document.getElementById("site")
const sites = () => field.value.split(/\s+/).filter(Boolean)
const keep = now => { field.value = now.join("\n"); list(); changed() }
const list = () => {
  const remove = field.closest("[data-sites]").dataset.remove
  editor.querySelector("ul").replaceChildren(...sites().map((site, at) => {
    const row = document.createElement("li"), name = document.createElement("span"), button = document.createElement("button")
    name.textContent = site.replace(/^https:\/\//, "")
    name.className = "grow cut"
    Object.assign(button, { type: "button", className: "btn quiet s", textContent: remove, onclick: () => { keep(sites().filter((_, n) => n !== at)); one.focus() } })
    button.setAttribute("aria-label", `${remove}: ${name.textContent}`)
    row.append(name, button)
    return row
  }))
  editor.querySelector("[data-any]").hidden = sites().length > 0
}
const add = () => {
  const given = one.value.split(/[\s,;]+/).filter(Boolean)
  if (given.length) keep([...new Set([...sites(), ...given])])
  one.value = ""
  one.focus()
}
editor.querySelector("[data-add]").addEventListener("click", add)
one.addEventListener("keydown", event => { if (event.key === "Enter") { event.preventDefault(); add() } })
form.addEventListener("submit", () => { if (one.value.trim()) add() }, { capture: true })

field.closest("[data-sites]").hidden = true
for (const part of [editor, document.getElementById("modes"), document.getElementById("tongues")]) part.hidden = false
list()
show()
