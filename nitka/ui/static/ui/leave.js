// Whoever signs out leaves nothing of the company in this browser, whether the server is there to be asked or not.
// Who signs out everywhere (<button data-leaves>) may be asked for the password before: what they had not sent goes once
// the page of the sign-in says that it was done.
const LEAVING = "leaving"

const leave = () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith("draft:")) localStorage.removeItem(key)
  sessionStorage.clear()
}

addEventListener("submit", ({ target, submitter }) => {
  if (new URL(target.action, location.href).pathname === "/accounts/logout/") leave()
  else if (submitter?.matches("[data-leaves]")) sessionStorage.setItem(LEAVING, "yes")
})
if (sessionStorage.getItem(LEAVING)) {
  if (location.pathname === "/accounts/login/") leave()
  else sessionStorage.removeItem(LEAVING) // they thought better of it
}
