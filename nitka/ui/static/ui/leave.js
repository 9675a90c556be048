// Whoever signs out leaves nothing of the company in this browser, whether the server is there to be asked or not
addEventListener("submit", ({ target }) => {
  if (new URL(target.action, location.href).pathname !== "/accounts/logout/") return
  for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key)
  sessionStorage.clear()
})
