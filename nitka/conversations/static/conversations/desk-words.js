// What the desk's scripts say and where they post.
const desk = () => document.getElementById("desk")

/** A word of the page: say("when"). */
export const say = name => document.getElementById("words")?.dataset[name] ?? ""

/** Addresses of the desk: at("bulk"). */
export const at = name => desk()?.dataset[name]

/** The number of the conversation that is open. */
export const open = () => document.getElementById("thread")?.dataset.number

/** Headers of a post. */
export const csrf = () => ({ "X-CSRFToken": document.querySelector("meta[name=csrf]").content })
