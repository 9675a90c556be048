// What the server refused is where one goes on: the first such field of a page or of a swapped part has the focus.
const field = part => [...part.querySelectorAll("[aria-invalid=true]")]
  .map(one => one.matches("input, select, textarea, button") ? one : one.querySelector("input, select, textarea"))
  .find(one => one?.checkVisibility())

/** Take the focus to what is wrong in these parts of the page; whether there is anything. */
export const attend = parts => {
  const first = parts.map(field).find(Boolean)
  first?.focus({ preventScroll: true })
  first?.scrollIntoView({ block: "center" })
  return Boolean(first)
}

attend([...document.querySelectorAll("main")])
