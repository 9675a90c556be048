// The steps of an import follow the worker: fetched anew as long as it is at work.
import { refresh } from "../ui/refresh.js"

const follow = () => {
  const steps = document.getElementById("steps")
  if (steps?.dataset.src) refresh(steps)
}
document.addEventListener("swapped", ({ target }) => { if (target.id === "steps") follow() })
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-file]")) target.form.querySelector("[data-named]").textContent = target.files[0]?.name ?? ""
  if (target.matches(".map select")) target.closest("tr").classList.toggle("off", !target.value)
})
follow()
