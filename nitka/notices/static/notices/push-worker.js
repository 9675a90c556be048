// Shows what is pushed, and leads to it. Served at /push.js for the pages under /w/; it answers no request of theirs.
self.addEventListener("install", () => self.skipWaiting())
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()))

self.addEventListener("push", event => event.waitUntil(show(read(event.data))))
self.addEventListener("notificationclick", event => {
  event.notification.close()
  event.waitUntil(open(event.notification.data))
})

const read = data => {
  try { return data.json() } catch { return {} }
}

const windows = () => self.clients.matchAll({ type: "window", includeUncontrolled: true })

const show = async ({ title, body, tag, open, at, trial }) => {
  if (!title) return
  // Whoever works in Nitka this moment sees the bell. Safari wants to see each push shown
  const safari = /Safari/.test(self.navigator.userAgent) && !/Chrom/.test(self.navigator.userAgent)
  if (!trial && !safari && (await windows()).some(one => one.focused)) return
  await self.registration.showNotification(title, {
    body, tag, renotify: true, data: { open, at }, icon: "/static/ui/favicon.svg", badge: "/static/ui/favicon.svg",
  })
}

// A window that shows it already comes to the front; else one of the same workspace goes there; else a new one
const open = async ({ open, at }) => {
  const url = new URL(open, self.location.origin), there = new URL(at, self.location.origin)
  const home = there.pathname.split("/").slice(0, 3).join("/") + "/"
  const all = (await windows()).filter(one => new URL(one.url).pathname.startsWith(home))
  const same = all.find(one => new URL(one.url).pathname === there.pathname)
  if (same) return same.focus()
  if (!all.length) return self.clients.openWindow(url)
  const one = await all[0].focus()
  return one.navigate(url).catch(() => self.clients.openWindow(url))
}
