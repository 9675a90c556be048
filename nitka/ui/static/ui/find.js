// "/" searches the whole history from every page that has no line of its own for it.
import { key } from "./keys.js"

key("/", "", () => location.assign(document.body.dataset.stream.replace(/stream$/, "search/")))
