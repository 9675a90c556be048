// Saved views: their counts are asked for when the menu is opened, and again while it stands open and something changes.
import { refresh } from "../ui/refresh.js"

const menu = () => document.getElementById("views")
const count = () => { const saved = document.getElementById("saved"); if (saved) refresh(saved) }
document.addEventListener("toggle", ({ target, newState }) => { if (target.id === "views" && newState === "open") count() }, true)
document.addEventListener("live:conversations", () => { if (menu()?.matches(":popover-open")) count() })
