// The tab of this page is in sight, also where more of them are than fit.
for (const tabs of document.querySelectorAll("nav.tabs")) {
  const here = tabs.querySelector("[aria-current=page]")?.getBoundingClientRect()
  const frame = tabs.getBoundingClientRect()
  if (here) tabs.scrollLeft += here.left + here.width / 2 - frame.left - frame.width / 2
}
