// A long undoing goes on by itself; a list that shows what was undone is fetched anew at its end: it holds no #pairs that the
// answer could be put into.
import { load } from "../ui/swap.js"

const toasts = document.getElementById("toasts"), more = () => toasts.querySelector("form[data-more]:not([aria-busy])")
new MutationObserver(() => more()?.requestSubmit()).observe(toasts, { childList: true })
document.addEventListener("sent", ({ target }) => {
  if (target.action?.endsWith("/return/") && !more() && !document.getElementById("pairs")) load(location.href, { ids: ["main"] })
})
