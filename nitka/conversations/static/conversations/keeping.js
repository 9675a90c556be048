// Settings of canned answers and macros: a variable goes where one wrote last; a step's second field follows its first.
let last = document.querySelector("textarea[name=text_ru]")
document.addEventListener("focusin", ({ target }) => { if (target.matches("textarea")) last = target })
document.addEventListener("click", ({ target }) => {
  const put = target.closest?.("[data-put]")
  if (!put || !last) return
  last.focus()
  last.setRangeText(put.dataset.put, last.selectionStart, last.selectionEnd, "end")
})

const list = document.querySelector(".macro-steps"), MOST = 12
const choices = list && JSON.parse(list.dataset.choices)

const follow = row => {
  const kind = row.querySelector("[data-do]").value, what = row.querySelector("[data-what]"), text = row.querySelector("[data-text]")
  const options = choices[kind]
  what.hidden = !options
  what.classList.remove("bad")
  what.replaceChildren(...(options ?? []).map(([value, name]) => new Option(name, value)))
  text.hidden = !["note", "snooze"].includes(kind)
  ;[what, text].find(field => !field.hidden)?.focus()
}

list?.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-do]")) return
  const row = target.closest("li")
  if (!target.value && !row.hasAttribute("data-empty")) return row.remove()
  if (row.hasAttribute("data-empty") && list.children.length < MOST) {
    const next = row.cloneNode(true), n = 1 + Math.max(...[...list.querySelectorAll("[data-do]")].map(field => Number(field.name.split("-")[1])))
    for (const field of next.querySelectorAll("[name]")) {
      field.name = field.name.replace(/\d+$/, n)
      next.querySelector(`label[for="${field.id}"]`).htmlFor = field.id = field.name
      if (field.matches("[data-do]")) field.value = ""
    }
    list.append(next)
    row.removeAttribute("data-empty")
  }
  follow(row)
})
