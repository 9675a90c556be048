// The bell counts what is unread: asked for once the page stands, then with each signal
import { refresh } from "./refresh.js"

const bell = document.getElementById("bell")
if (bell) refresh(bell)
