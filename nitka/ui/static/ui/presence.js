// "I am here": told while the page is in sight, with the conversation that lies open (data-conversation). Work goes to who is present.
const EVERY = 30000
const door = document.body.dataset.presence
const csrf = document.querySelector('meta[name="csrf"]')?.content

let told

const beat = () => {
  if (document.hidden) return
  const conversation = document.querySelector("[data-conversation]")?.dataset.conversation ?? ""
  told = conversation
  fetch(door, { method: "POST", keepalive: true, body: new URLSearchParams({ conversation, csrfmiddlewaretoken: csrf }) }).catch(() => {})
}

if (door) {
  beat()
  setInterval(beat, EVERY)
  document.addEventListener("visibilitychange", beat)
  document.addEventListener("swapped", () => {
    if ((document.querySelector("[data-conversation]")?.dataset.conversation ?? "") !== told) beat()
  })
}
