// What the server should know of this browser; named as kit/cookies.py does
const secure = location.protocol === "https:"
const named = (name, value) => `${secure ? "__Host-" : ""}${name}=${encodeURIComponent(value)}`

/** Keep a word for a year. */
export const keep = (name, value) => {
  document.cookie = `${named(name, value)}; path=/; max-age=31536000; samesite=lax${secure ? "; secure" : ""}`
}

/** Whether the word is kept already. */
export const kept = (name, value) => document.cookie.split("; ").includes(named(name, value))
