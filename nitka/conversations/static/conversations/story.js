// The story goes on as one scrolls: the next page is put below; an episode that began earlier is told once. On a telephone it goes on
// when asked, as notes, orders and consents lie below it.
const narrow = matchMedia("(max-width: 47.99rem)")
const earlier = async link => {
  if (link.ariaBusy === "true") return
  link.ariaBusy = "true"
  try {
    const answer = await fetch(link.href, { headers: { "Nitka-Part": "story" }, credentials: "same-origin" })
    if (!answer.ok) throw new Error(answer.status)
    const page = new DOMParser().parseFromString(await answer.text(), "text/html"), list = document.getElementById("eps")
    for (const item of page.querySelectorAll("#eps > li")) if (!item.id || !document.getElementById(item.id)) list?.append(item)
    const next = page.getElementById("story-more")
    if (next && list) link.href = next.getAttribute("href")
    else link.remove()
  } catch { seen.unobserve(link) } // the link stays, to be clicked
  link.ariaBusy = null
  if (link.isConnected && !narrow.matches) { seen.unobserve(link); seen.observe(link) } // still in view: on
}
const seen = new IntersectionObserver(entries => { for (const { isIntersecting, target } of entries) if (isIntersecting) earlier(target) }, { rootMargin: "800px" })
const watch = () => { seen.disconnect(); const link = document.getElementById("story-more"); if (link && !narrow.matches) seen.observe(link) }
narrow.addEventListener("change", watch)
document.addEventListener("swapped", watch)
document.addEventListener("click", event => {
  const link = event.target.closest?.("[data-earlier]")
  if (!link || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  earlier(link)
})
watch()
