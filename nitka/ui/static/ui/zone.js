// The server shows times in the reader's zone: tell it which
import { keep, kept } from "./cookie.js"

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
if (zone && !kept("zone", zone)) keep("zone", zone)
