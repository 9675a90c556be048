// "I am here": told while the page is in sight. Work goes to who is present. A page that says more (the desk: before which
// conversation) empties the block `presence` and has a heartbeat of its own.
const EVERY = 30000
const door = document.body.dataset.presence
const csrf = document.querySelector('meta[name="csrf"]')?.content

const beat = () => {
  if (document.hidden) return
  fetch(door, { method: "POST", keepalive: true, body: new URLSearchParams({ csrfmiddlewaretoken: csrf }) }).catch(() => {})
}

if (door) {
  beat()
  setInterval(beat, EVERY)
  document.addEventListener("visibilitychange", beat)
}
