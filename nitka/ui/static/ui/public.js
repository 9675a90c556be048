// Public pages need little
import "./zone.js"
import "./theme.js"
import "./copy.js"
import "./refused.js"
