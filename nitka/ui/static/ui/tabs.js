// The tab of this page is in sight, also where more of them are than fit.
for (const tabs of document.querySelectorAll("nav.tabs, nav.seg")) {
  const box = tabs.scrollWidth > tabs.clientWidth ? tabs : tabs.parentElement
  const here = tabs.querySelector("[aria-current=page]")?.getBoundingClientRect(), frame = box.getBoundingClientRect()
  if (here) box.scrollLeft += here.left + here.width / 2 - frame.left - frame.width / 2
}
