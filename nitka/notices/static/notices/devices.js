// The page of a member's notifications: this browser is asked for its permission here, upon a click, and nowhere else
import { can, forget, register, registered } from "../ui/push.js"
import { load } from "../ui/swap.js"

const show = state => {
  for (const part of document.querySelectorAll("[data-push-state]")) part.hidden = !part.dataset.pushState.split(" ").includes(state)
}

// An iPhone pushes only to what stands on its home screen
const telephone = () => /iPhone|iPad|iPod/.test(navigator.userAgent) || (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1)

const state = async () => {
  if (!can()) return isSecureContext && telephone() && !navigator.standalone ? "home" : "cannot"
  if (Notification.permission === "denied") return "denied"
  const registration = await navigator.serviceWorker.getRegistration("/w/")
  const now = await registration?.pushManager.getSubscription()
  const mine = now && [...document.querySelectorAll("[data-endpoint]")].find(one => one.dataset.endpoint === now.endpoint.slice(-32))
  mine?.querySelector("[data-here]")?.removeAttribute("hidden")
  return Notification.permission === "granted" && mine && registered() ? "on" : "off"
}

const look = async () => show(await state())

addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-push-on]")
  if (!button || button.ariaBusy === "true") return
  button.ariaBusy = "true"
  try {
    if (await Notification.requestPermission() !== "granted") return look()
    if (!await register()) throw new Error("not registered")
    await load(location.href, { ids: ["devices"] })
    await look()
  } catch {
    show("failed")
  } finally {
    button.ariaBusy = null
  }
})

// Removing this browser ends its subscription too
addEventListener("submit", async ({ target }) => {
  if (!target.matches?.("[data-push-off]") || target.closest("[data-endpoint]")?.querySelector("[data-here]")?.hidden !== false) return
  forget()
  const registration = await navigator.serviceWorker.getRegistration("/w/")
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
})

document.addEventListener("swapped", ({ target }) => { if (target.id === "devices") look() })
look()
