// Who is here: a mark at the face or name of every colleague (data-here="<member>"), its words one hover away and for screen
// readers. What is known comes with one question a page, changes by whispers; it is asked again for those who have gone.
const { faces: door } = document.body.dataset
const words = document.getElementById("t-here")?.dataset
const KEPT = "faces", FRESH = 20000, EVERY = 60000
const read = () => { try { return JSON.parse(sessionStorage.getItem(KEPT)) } catch { return null } }
const kept = read(), remembered = kept && kept.door === door ? kept : { faces: {}, at: 0 }
let known = remembered.faces, at = remembered.at

const say = face => face ? (face[1] ? `${words[face[0]]}: ${face[1]}` : words[face[0]]) : ""

const mark = element => {
  const face = known[element.dataset.here], said = say(face)
  if ((element.dataset.is ?? "") === (face?.[0] ?? "") && element.title === said) return
  if (face) element.dataset.is = face[0]
  else delete element.dataset.is
  element.title = said
  if (element.matches(".ava")) {
    for (const [name, value] of [["role", "img"], ["aria-label", said]]) face ? element.setAttribute(name, value) : element.removeAttribute(name)
    face ? element.removeAttribute("aria-hidden") : element.setAttribute("aria-hidden", "true")
    return
  }
  element.querySelector(".vh")?.remove()
  if (face) element.append(Object.assign(document.createElement("span"), { className: "vh", textContent: `, ${said}` }))
}

/** Mark the faces below `root`: for what a script has drawn itself. */
export const marked = (root = document) => {
  for (const element of root.querySelectorAll("[data-here]")) mark(element)
  for (const element of root.querySelectorAll("[data-here-words]")) element.textContent = say(known[element.dataset.hereWords])
}

const keep = () => {
  try { sessionStorage.setItem(KEPT, JSON.stringify({ door, faces: known, at })) } catch { /* full or forbidden: asked anew */ }
  marked()
}

const ask = async () => {
  if (document.hidden) return
  at = Date.now()
  try {
    const answer = await fetch(door, { credentials: "same-origin" })
    if (answer.ok) known = (await answer.json()).faces
  } catch { return } // offline: what was known stands
  keep()
}

if (door && words) {
  marked()
  if (Date.now() - at > FRESH) ask()
  setInterval(ask, EVERY)
  document.addEventListener("visibilitychange", () => { if (Date.now() - at > FRESH) ask() })
  document.addEventListener("swapped", ({ target }) => marked(target))
  document.addEventListener("live:face", ({ detail: { data } }) => {
    known = { ...known, [data.member]: [data.state, data.reason] }
    keep()
  })
  document.addEventListener("live:reload", ask)
}
