// The pressed face came in the address. A page that a person sees confirms it by itself; following the link alone does not vote.
const form = document.getElementById("rate")

const save = async () => {
  const body = new FormData(form)
  body.set("quick", "1")
  const failed = form.querySelector(".failed")
  try {
    const answer = await fetch(form.action, { method: "POST", body, credentials: "omit" })
    if (answer.status === 410) return location.reload()
    form.toggleAttribute("data-saved", answer.ok)
    failed.hidden = answer.ok
  } catch {
    failed.hidden = false // the button still sends
  }
}

const seen = () => new Promise(resolve => {
  const check = () => document.visibilityState === "visible" && requestAnimationFrame(() => requestAnimationFrame(resolve))
  document.visibilityState === "visible" ? check() : document.addEventListener("visibilitychange", check)
})

if (form) {
  form.addEventListener("change", event => { if (event.target.name === "score") save() })
  if (form.hasAttribute("data-confirm")) seen().then(save)
}
