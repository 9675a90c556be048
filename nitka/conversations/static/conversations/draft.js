// Drafts live on the server: saved while one writes, the same on every device. The browser keeps only what has not been
// saved yet. A tab that lags behind is told, and overwrites nothing.
import { size as inWords } from "./composer.js"
import { csrf } from "./desk-words.js"

const PAUSE = 700
const form = () => document.querySelector("form.composer")
const field = box => box.querySelector(".draft")
const local = box => `draft:${field(box).dataset.draft}`
const state = new WeakMap()
let timer

const tokens = box => [...box.querySelectorAll("[data-files] input[name=files]")].map(input => input.value)
const noting = box => box.classList.contains("noting")

const fileRow = (box, { id, name, size }) => {
  const row = box.querySelector("[data-file-row]").content.firstElementChild.cloneNode(true)
  row.classList.add("done")
  row.querySelector("[data-name]").textContent = name
  row.querySelector("[data-note]").textContent = inWords(size)
  row.append(Object.assign(document.createElement("input"), { type: "hidden", name: "files", value: id }))
  box.querySelector("[data-files]").append(row)
}

const put = (box, { text, is_note, to, files }) => {
  field(box).value = text
  box.querySelector("[data-files]").replaceChildren()
  for (const file of files ?? []) fileRow(box, file)
  if (is_note !== noting(box)) box.querySelector(`[data-mode=${is_note ? "notes" : "replies"}]`)?.dispatchEvent(new CustomEvent("mode", { bubbles: true }))
  const place = to && [...box.querySelectorAll("[data-to]")].find(button => button.dataset.to === to)
  if (place) place.dispatchEvent(new CustomEvent("place", { bubbles: true }))
  field(box).dispatchEvent(new CustomEvent("filled", { bubbles: true }))
}

const same = (a, b) => a.trim() === b.trim()

// Once for every version the server has drawn
const take = box => {
  if (!box?.dataset.saves) return
  const mark = `${box.id}:${box.dataset.known}`, was = state.get(box)
  if (was?.mark === mark) return
  const other = was?.id !== box.id, known = Number(box.dataset.known)
  state.set(box, { mark, id: box.id, known: other ? known : Math.max(known, was.known) })
  const kept = { text: box.dataset.kept, is_note: "keptNote" in box.dataset, to: box.dataset.keptTo, files: JSON.parse(box.dataset.keptFiles || "[]") }
  const unsaved = localStorage.getItem(local(box))
  const mine = field(box)
  if (other && unsaved !== null && !same(unsaved, kept.text)) { mine.value = unsaved; return later(box) }
  if (kept.text || kept.files.length) {
    if (!mine.value.trim()) put(box, kept)
    else if (!same(mine.value, kept.text) && !other) differ(box, { ...kept, version: known })
  }
}

const differ = (box, newer) => {
  const strip = box.querySelector("[data-newer]")
  strip.hidden = false
  strip.querySelector("[data-newer-text]").textContent = newer.text || "–"
  strip.newer = newer
}

const later = box => {
  clearTimeout(timer)
  timer = setTimeout(() => save(box), PAUSE)
}

const save = async box => {
  const kept = state.get(box)
  if (!kept || !box.isConnected || !box.querySelector("[data-newer]").hidden) return
  if (box.ariaBusy === "true") return later(box)
  const text = field(box).value, body = new URLSearchParams({ known: kept.known, text, is_note: noting(box) ? "1" : "0", to: box.dataset.chosen ? box.elements.to.value : "" })
  for (const other of box.querySelectorAll("[data-kept-field]")) body.set(other.name, other.value)
  for (const token of tokens(box)) body.append("files", token)
  const key = local(box), url = box.dataset.saves
  let answer
  try { answer = await fetch(url, { method: "POST", body, headers: csrf(), credentials: "same-origin", keepalive: text.length < 30000 }) } catch { return }
  if (box.dataset.saves !== url) return
  if (answer.status === 409) {
    const newer = await answer.json()
    kept.known = newer.version
    return same(newer.text, text) ? undefined : newer.text ? differ(box, newer) : later(box)
  }
  if (!answer.ok) return
  kept.known = (await answer.json()).version
  if (localStorage.getItem(key) === text || !text) localStorage.removeItem(key)
  const saved = box.querySelector("[data-saved]")
  if (saved) saved.hidden = !text
}

document.addEventListener("input", ({ target }) => {
  if (!target.matches?.("form.composer .draft, form.composer [data-kept-field]")) return
  later(target.form)
})
document.addEventListener("composed", ({ target }) => later(target.closest("form.composer")))
document.addEventListener("click", ({ target }) => {
  const box = target.closest?.("form.composer"), strip = box?.querySelector("[data-newer]")
  if (target.closest?.("[data-newer-take]")) { put(box, strip.newer); strip.hidden = true; localStorage.removeItem(local(box)) }
  if (target.closest?.("[data-newer-keep]")) { strip.hidden = true; later(box) }
})
// Sent: the server has cleared it by itself, which made one version more
document.addEventListener("sent", ({ target }) => {
  if (!target.matches?.("form.composer")) return
  clearTimeout(timer)
  const kept = state.get(target)
  if (kept) kept.known += 1
  localStorage.removeItem(local(target))
})
document.addEventListener("swapped", ({ target }) => { if (target.querySelector?.("form.composer") || target.matches?.("form.composer")) take(form()) })
document.addEventListener("visibilitychange", () => { const box = form(); if (document.hidden && box && localStorage.getItem(local(box)) !== null) save(box) })
take(form())
