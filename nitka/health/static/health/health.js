// The page of the system's health asks for itself anew, as long as somebody looks at it.
import { refresh } from "../ui/refresh.js"

const EVERY = 5000
setInterval(() => {
  const part = document.getElementById("health")
  if (part && !document.hidden) refresh(part)
}, EVERY)
