// <textarea data-draft="key">: what was written survives a reload, a closed tab, a lost connection; sending clears it
const name = element => `draft:${element.dataset.draft}`

/** Put kept drafts into the fields under `root` that are empty. */
export const restore = root => {
  for (const field of root.querySelectorAll("[data-draft]")) {
    if (field.dataset.drafted === field.dataset.draft) continue
    field.dataset.drafted = field.dataset.draft
    const kept = localStorage.getItem(name(field))
    if (kept && !field.value) {
      field.value = kept
      field.dispatchEvent(new Event("input", { bubbles: true }))
    }
  }
}

/** Forget the drafts of a form that was sent. */
export const forget = form => {
  for (const field of form.querySelectorAll("[data-draft]")) localStorage.removeItem(name(field))
}

let timer
addEventListener("input", ({ target }) => {
  if (!target.dataset?.draft) return
  clearTimeout(timer)
  timer = setTimeout(() => {
    if (target.value) localStorage.setItem(name(target), target.value)
    else localStorage.removeItem(name(target))
  }, 200)
})
restore(document)
