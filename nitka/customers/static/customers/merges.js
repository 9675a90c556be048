import { refresh } from "../ui/refresh.js"

// A name that one chooses shows at once in what the two become; after a decision the address is that of the next pair.
document.addEventListener("change", ({ target }) => {
  if (!target.matches?.(".side2 input[type=radio]")) return
  const becomes = target.closest("tr").querySelector(".res"), small = becomes.querySelector("small")
  becomes.querySelector(".v").textContent = target.dataset.v
  if (small) small.textContent = becomes.dataset.chosen
  document.querySelector(".side2 thead .res b").textContent = target.dataset.v
})
// Somebody has decided what one looks at: it says so
document.addEventListener("live:pairs", ({ detail }) => {
  const pair = document.getElementById("pair")
  if (pair?.dataset.src && detail.data.decided?.includes(pair.dataset.pair)) refresh(pair)
})
document.addEventListener("sent", () => {
  const { at } = document.getElementById("pairs")?.dataset ?? {}
  if (at && at !== location.pathname) history.replaceState({}, "", at)
})
