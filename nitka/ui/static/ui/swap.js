// Parts of a page are fetched and morphed in place; focus, scroll, selection, open menus and drafts stay. Without scripts the same links and forms load pages.
//   <form data-swap="thread inbox-list">, <a data-swap="thread" data-push>   the answer may be a page or fragments; elements with these ids are taken from it
//   <section id="inbox-list" data-src="/w/…/list/">   refresh.js: refresh(section) or its live event fetches data-src and morphs it
// Toasts in the answer are shown. 204 changes nothing; header Nitka-Location goes to another page; 422 is a form with errors.
import { Idiomorph } from "../vendor/idiomorph.esm.js"
import { forget, restore } from "./drafts.js"
import { attend } from "./refused.js"
import { toast } from "./toasts.js"

const dirty = field => field.matches?.("textarea, input:not([type=checkbox], [type=radio], [type=hidden], [type=submit])") && field.value !== field.defaultValue

const busyWith = field => dirty(field) || (field === document.activeElement && field.matches("textarea, input:not([type=checkbox], [type=radio])"))

// What one has written stays; what the server says about it is taken over
const annotate = (field, now) => {
  for (const name of ["class", "aria-invalid", "aria-describedby", "placeholder", "disabled"]) {
    if (now.hasAttribute(name)) field.setAttribute(name, now.getAttribute(name))
    else field.removeAttribute(name)
  }
  return false
}

const OWN_STATE = new Set(["open", "data-drafted", "aria-expanded", "style"])
const rules = {
  restoreFocus: true,
  callbacks: {
    beforeNodeMorphed: (old, now) => {
      if (old.nodeType !== 1) return true
      if (old.hasAttribute("data-keep")) return false
      return old.matches("textarea, input") && now.nodeType === 1 && busyWith(old) ? annotate(old, now) : true
    },
    beforeNodeRemoved: old => !(old.nodeType === 1 && old.hasAttribute("data-keep")),
    beforeAttributeUpdated: (name, element) => !(OWN_STATE.has(name) && element.matches("details, dialog, [popover], [data-draft], [popovertarget]")),
  },
}

/** Put `element` in the place of the one with its id. */
export const morph = (old, element) => {
  Idiomorph.morph(old, element, { ...rules, morphStyle: "outerHTML" })
  const now = document.getElementById(element.id)
  if (!now) return
  restore(now)
  now.dispatchEvent(new CustomEvent("swapped", { bubbles: true }))
}

const take = (html, ids) => {
  const page = new DOMParser().parseFromString(html, "text/html")
  for (const element of page.querySelectorAll("#toasts > .toast, body > .toast")) toast(document.adoptNode(element))
  const wanted = ids.length ? ids.map(id => page.getElementById(id)) : [...page.body.children].filter(e => e.id)
  for (const element of wanted) {
    const old = element && document.getElementById(element.id)
    if (old) morph(old, element)
  }
  if (page.title && ids.length) document.title = page.title
}

/** Fetch and swap; answers whether it went well. `unwell` is told where it would be worth trying again, `refused` where a form came back. */
export const load = async (url, { ids = [], quiet = false, unwell = () => {}, refused = () => {}, ...options } = {}) => {
  let answer
  try {
    answer = await fetch(url, { ...options, headers: { "Nitka-Part": ids.join(" ") || "1", ...options.headers }, credentials: "same-origin" })
  } catch (error) {
    if (error.name === "AbortError") return false
    unwell()
    if (!quiet) toast("t-unsent")
    return false
  }
  if (answer.status >= 500 || answer.status === 429) unwell()
  const elsewhere = answer.headers.get("Nitka-Location")
  if (elsewhere) { location.assign(elsewhere); return true }
  if (answer.redirected && new URL(answer.url).pathname.startsWith("/accounts/")) { location.assign(answer.url); return false } // signed out
  if (answer.status === 204) return true
  if (answer.ok || answer.status === 422) take(await answer.text(), ids)
  else if (!quiet) toast("t-failed")
  if (answer.status === 422) refused()
  return answer.ok
}

const partsOf = (form, ids) => form.isConnected ? [form] : ids.map(id => document.getElementById(id)).filter(Boolean)
const split = text => text.split(/\s+/).filter(Boolean)

addEventListener("submit", async event => {
  const form = event.target, button = event.submitter
  if (form.dataset?.swap === undefined || event.defaultPrevented) return
  event.preventDefault()
  if (form.ariaBusy === "true") return
  const data = new FormData(form, button), method = (button?.formMethod || form.method).toUpperCase(), ids = split(form.dataset.swap)
  const action = new URL(button?.getAttribute("formaction") || form.action, location.href)
  form.ariaBusy = "true"
  if (button) button.ariaBusy = "true"
  try {
    if (method === "GET") {
      action.search = new URLSearchParams(data)
      if (await load(action, { ids }) && form.hasAttribute("data-push")) history.pushState({}, "", action)
    } else if (await load(action, { ids, method, body: data, refused: () => attend(partsOf(form, ids)) })) sent(form)
  } finally {
    form.ariaBusy = null
    if (button) button.ariaBusy = null
  }
})

const sent = form => {
  forget(form)
  if (form.hasAttribute("data-reset") && form.isConnected) {
    form.reset()
    for (const field of form.querySelectorAll("textarea, input")) field.dispatchEvent(new Event("input", { bubbles: true }))
  }
  form.dispatchEvent(new CustomEvent("sent", { bubbles: true }))
}

let visit
addEventListener("click", async event => {
  const link = event.target.closest?.("a[data-swap]")
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  event.preventDefault()
  visit?.abort() // the last choice wins
  visit = new AbortController()
  if (await load(link.href, { ids: split(link.dataset.swap), signal: visit.signal }) && link.hasAttribute("data-push") && link.href !== location.href) history.pushState({}, "", link.href)
})
addEventListener("popstate", () => { load(location.href, { ids: ["main"] }) })
