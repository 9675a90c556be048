// The mapping is tried on what came last, a moment after one stops typing.
const SETTLED = 500
let timer
document.addEventListener("input", event => {
  if (event.target.id !== "mapping") return
  const trial = document.getElementById("trial")
  trial.elements.mapping.value = event.target.value
  clearTimeout(timer)
  timer = setTimeout(() => trial.requestSubmit(), SETTLED)
})
