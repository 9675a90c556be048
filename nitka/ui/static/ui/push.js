// Pushes to this browser. It registers when a member asks for it on the page of their notifications, and by itself after a
// new sign-in of the same member: what is pushed goes to a browser only while the session lasts that registered it.
//   <body data-push="/w/…/me/notices/devices/" data-member="…" data-mark="…">   the mark is another one for each session
const { push: door, member, mark } = document.body.dataset
const KEY = `push-${member}`
const csrf = document.querySelector('meta[name="csrf"]')?.content

/** Whether this browser, at this address, can take pushes at all. */
export const can = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window

const bytes = text => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), char => char.charCodeAt(0))
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")

const subscription = async () => {
  const { key } = await (await fetch(door)).json()
  await navigator.serviceWorker.register("/push.js", { scope: "/w/" })
  const registration = await active()
  const old = await registration.pushManager.getSubscription()
  if (old && text(old.options.applicationServerKey) === key) return old
  await old?.unsubscribe() // it was made for another installation's key
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) })
}

const active = async () => {
  const registration = await navigator.serviceWorker.getRegistration("/w/")
  const worker = registration.installing ?? registration.waiting
  if (!registration.active && worker) await new Promise(done => worker.addEventListener("statechange", () => worker.state === "activated" && done()))
  return registration
}

/** Subscribe and tell the server; answers whether that went well. The permission must be there. */
export const register = async () => {
  const made = (await subscription()).toJSON()
  const body = new URLSearchParams({ endpoint: made.endpoint, p256dh: made.keys.p256dh, auth: made.keys.auth, csrfmiddlewaretoken: csrf })
  const answer = await fetch(door, { method: "POST", body })
  if (!answer.ok) return false
  localStorage.setItem(KEY, `${mark} ${made.endpoint.slice(-32)}`)
  return true
}

/** The end of the endpoint that this browser registered for this member; nothing when it did not. */
export const registered = () => localStorage.getItem(KEY)?.split(" ")[1]

/** This browser takes no more. */
export const forget = () => localStorage.removeItem(KEY)

const renew = async () => {
  const registration = await navigator.serviceWorker.getRegistration("/w/")
  const now = await registration?.pushManager.getSubscription()
  const told = localStorage.getItem(KEY)
  if (!now || told !== `${mark} ${now.endpoint.slice(-32)}`) await register()
}

if (door && can() && registered() && Notification.permission === "granted") renew().catch(() => {})
