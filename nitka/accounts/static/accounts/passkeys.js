// Passkeys: the browser makes or shows one, and the form carries what it answered.
//   <form data-passkey="add|use|sign-in"> with an input named credential and, but for sign-in, a JSON script of options
const KEYS = globalThis.PublicKeyCredential

const options = async form => {
  if (form.dataset.passkey !== "sign-in") return JSON.parse(form.querySelector("script[type='application/json']").textContent)
  const answer = await fetch(form.action, { headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" } })
  if (!answer.ok) throw new Error(String(answer.status))
  return (await answer.json())
}

const ask = async form => {
  const given = await options(form)
  if (form.dataset.passkey === "add") {
    const publicKey = KEYS.parseCreationOptionsFromJSON(given.creation_options.publicKey)
    publicKey.authenticatorSelection = { ...publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required" }
    return navigator.credentials.create({ publicKey })
  }
  return navigator.credentials.get({ publicKey: KEYS.parseRequestOptionsFromJSON(given.request_options.publicKey) })
}

const say = (form, what) => {
  for (const line of form.querySelectorAll("[data-say]")) line.hidden = line.dataset.say !== what
}

document.addEventListener("submit", async event => {
  const form = event.target
  if (!form.matches?.("form[data-passkey]") || form.elements.credential.value) return
  event.preventDefault()
  try {
    form.elements.credential.value = JSON.stringify((await ask(form)).toJSON())
    form.submit()
  } catch (problem) {
    say(form, problem.name === "InvalidStateError" ? "known" : "failed")
  }
})

// Its button waits for this script. Without passkeys there is nothing to offer: an old browser, or an address that is a number
const able = KEYS?.parseRequestOptionsFromJSON && isSecureContext && !/^[\d.]+$|:/.test(location.hostname)
for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (able) form.querySelector("button").disabled = false
  else say(form, "absent")
}
