// The composer: answer or note, where it goes, files by choosing, pasting and dropping, a draft that stays, typing told to the visitor.
import { refresh } from "../ui/refresh.js"
import { key } from "../ui/keys.js"

const told = box => box.querySelector(".draft").dispatchEvent(new CustomEvent("composed", { bubbles: true }))
const form = () => document.querySelector("form.composer")
const csrf = () => document.querySelector("meta[name=csrf]").content

const mode = (box, name) => {
  box.action = box.dataset[name]
  box.classList.toggle("noting", name === "notes")
  for (const button of box.querySelectorAll("[data-mode]")) button.setAttribute("aria-pressed", String(button.dataset.mode === name))
}

// Drafts that come back say themselves where they were going
document.addEventListener("mode", ({ target }) => mode(form(), target.dataset.mode))
document.addEventListener("place", ({ target }) => goTo(form(), target))

const goTo = (box, to) => {
  box.elements.to.value = to.dataset.to
  for (const other of box.querySelectorAll("[data-to]")) other.removeAttribute("aria-current")
  to.setAttribute("aria-current", "true")
  box.querySelector(".place .where").replaceWith(to.querySelector(".where").cloneNode(true))
  box.dataset.chosen = "1"
  const copies = box.querySelector("[data-cc]")
  if (copies) copies.hidden = !to.hasAttribute("data-copies")
  box.classList.toggle("bare", !to.hasAttribute("data-attach"))
}

document.addEventListener("click", ({ target }) => {
  const box = form(), choice = target.closest?.("[data-mode]")
  if (!box) return
  if (choice) {
    mode(box, choice.dataset.mode)
    box.querySelector(".draft").focus()
    told(box)
  }
  const to = target.closest?.("[data-to]")
  if (to) {
    goTo(box, to)
    box.querySelector(".draft").focus()
    told(box)
  }
  const remove = target.closest?.("[data-remove]")
  if (remove) {
    const row = remove.closest("li")
    row.request?.abort()
    row.remove()
    told(box)
  }
})

// R answers even after a note was begun; what is there already stays
key("r", () => form()?.querySelector(".draft").dataset.keyLabel ?? "", () => { const box = form(); if (box) { mode(box, "replies"); box.querySelector(".draft").focus() } })

// Files go up at once, each with its progress; the message names them
const add = files => {
  const box = form()
  if (!box) return
  for (const file of files) upload(box, file)
}

const upload = (box, file) => {
  const row = box.querySelector("[data-file-row]").content.firstElementChild.cloneNode(true)
  row.querySelector("[data-name]").textContent = file.name
  box.querySelector("[data-files]").append(row)
  const request = new XMLHttpRequest(), body = new FormData(), bar = row.querySelector("progress")
  row.request = request
  body.append("file", file)
  request.open("POST", box.dataset.uploads)
  request.setRequestHeader("X-CSRFToken", csrf())
  request.responseType = "json"
  request.upload.onprogress = ({ loaded, total }) => { bar.value = total ? loaded / total * 100 : 0 }
  const failed = words => {
    row.classList.add("bad")
    row.querySelector("[data-note]").textContent = words ?? document.getElementById("t-failed").content.textContent.trim()
  }
  request.onload = () => {
    if (request.status !== 201) return failed(request.response?.error)
    row.classList.add("done")
    const hidden = document.createElement("input")
    Object.assign(hidden, { type: "hidden", name: "files", value: request.response.id })
    row.append(hidden)
    row.querySelector("[data-note]").textContent = size(request.response.size)
    told(box)
  }
  request.onerror = () => failed()
  request.send(body)
}

/** In kilobytes or megabytes, as the reader writes them. */
export const size = bytes => new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unitDisplay: "short", maximumFractionDigits: 1, ...(bytes < 1e6 ? { unit: "kilobyte" } : { unit: "megabyte" }) }).format(bytes / (bytes < 1e6 ? 1e3 : 1e6))

document.addEventListener("change", ({ target }) => {
  if (!target.matches?.(".composer input[type=file]")) return
  add([...target.files])
  target.value = ""
})
document.addEventListener("paste", event => {
  if (!event.target.closest?.(".composer") || !event.clipboardData?.files.length) return
  event.preventDefault()
  add([...event.clipboardData.files])
})
const holds = event => event.dataTransfer?.types.includes("Files") && event.target.closest?.("#thread, form.begun") && form()
document.addEventListener("dragover", event => { if (holds(event)) { event.preventDefault(); form().classList.add("over") } })
document.addEventListener("dragleave", event => { if (!event.relatedTarget?.closest?.("#thread")) form()?.classList.remove("over") })
document.addEventListener("drop", event => {
  if (!holds(event)) return
  event.preventDefault()
  form().classList.remove("over")
  add([...event.dataTransfer.files])
})

// Nothing is sent while a file is still on its way
document.addEventListener("submit", event => {
  const box = event.target
  if (!box.matches?.("form.composer") || event.submitter?.name === "do") return
  const waits = [...box.querySelectorAll("[data-files] li")].some(row => !row.matches(".done, .bad"))
  const empty = !box.querySelector(".draft").value.trim() && !box.querySelector("[data-files] .done")
  if (!waits && (!empty || box.noValidate)) return // the page on which one writes first says what is missing
  event.preventDefault()
  event.stopImmediatePropagation()
  if (empty) box.querySelector(".draft").focus()
}, true)

document.addEventListener("sent", ({ target }) => {
  if (!target.matches?.("form.composer")) return
  target.querySelector("[data-files]").replaceChildren()
  target.querySelector("[data-saved]").hidden = true
  mode(target, "replies")
})

// Typing: at most every three seconds; the visitor hears of answers only
let whispered = 0
document.addEventListener("input", ({ target }) => {
  const box = form()
  if (!box?.dataset.typing || !target.matches?.(".draft")) return
  if (!target.value || Date.now() - whispered < 3000) return
  whispered = Date.now()
  const body = new URLSearchParams(box.classList.contains("noting") ? { note: 1 } : {})
  fetch(box.dataset.typing, { method: "POST", body, headers: { "X-CSRFToken": csrf() }, credentials: "same-origin" }).catch(() => {})
})

// The customer wrote by another channel: an untouched composer follows them, a touched one stays where it was pinned. The keys of who has
// just answered still lie in it, empty: that touches nothing, and the next answer is to reach a customer who has left the chat
const touched = (box, at) => box.dataset.chosen || box.contains(at) && (!at.matches(".draft") || box.classList.contains("noting"))
document.addEventListener("swapped", ({ target }) => {
  const box = form()
  if (target.id !== "talk" || !box || touched(box, document.activeElement)) return
  if (box.elements.to.value === target.dataset.way && (box.elements.cc?.value ?? "") === target.dataset.others) return
  if (!box.querySelector(".draft").value && !box.querySelector("[data-files]").children.length) refresh(box)
})
addEventListener("beforeunload", () => form()?.querySelector(".draft")?.dispatchEvent(new Event("input", { bubbles: true })))
