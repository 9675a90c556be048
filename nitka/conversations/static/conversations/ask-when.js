// A moment in words, read back while it is typed; colleagues and labels by their names.
import { ask, say as none } from "../ui/palette.js"
import { sift } from "../ui/match.js"
import { load } from "../ui/swap.js"
import { at, csrf, open, say } from "./desk-words.js"

let wait
/** Ask for a moment; `then(iso)` gets it. */
export const askWhen = (label, then) => ask({
  label,
  placeholder: say("whenHint"),
  rows: asked => new Promise(resolve => {
    clearTimeout(wait)
    wait = setTimeout(async () => {
      try {
        const answer = await fetch(`${at("moments")}?q=${encodeURIComponent(asked)}`, { credentials: "same-origin" })
        const { moments, problem } = await answer.json()
        none(problem)
        resolve(moments.map(row => ({ icon: "clock", label: row.label, detail: row.said, run: () => then(row.at) })))
      } catch { resolve([]) }
    }, asked ? 120 : 0)
  }),
})

/** Ask which label; `then({on, off, new})` gets what to post. */
export const askLabel = (rows, then) => ask({
  label: say("label"),
  placeholder: say("labelHint"),
  rows: asked => {
    const found = sift(rows, asked).map(row => ({ icon: "flag", label: row.label, current: row.worn, run: () => then(row.worn ? { off: row.id } : { on: row.id }) }))
    const same = rows.some(({ label }) => label.toLowerCase() === asked.toLowerCase())
    return asked && !same ? [...found, { icon: "plus", label: `${say("labelNew")} ${asked}`, run: () => then({ new: asked }) }] : found
  },
})

const everybody = () => [
  ...JSON.parse(document.getElementById("people").textContent).map(row => (row.team ? { ...row, icon: "people", detail: say("team") } : { ...row, icon: "hand" })),
  { id: "", label: say("queue"), icon: "inbox" },
]

/** Ask for a colleague or a team; `then({member} or {team})` gets what to post, an empty member for the queue. */
export const askPerson = then => ask({
  label: say("person"),
  placeholder: say("personHint"),
  rows: asked => sift(everybody(), asked).map(row => ({ ...row, run: () => then(row.team ? { team: row.id } : { member: row.id }) })),
})

/** Labels of the workspace, with what the open conversation wears. */
export const labels = () => JSON.parse(document.getElementById(`labels-${open()}`)?.textContent ?? document.getElementById("all-labels")?.textContent ?? "[]")

const post = (url, fields, ids = ["talk"]) => load(url, { ids, method: "POST", body: new URLSearchParams(fields), headers: csrf() })

document.addEventListener("click", ({ target }) => {
  const snooze = target.closest?.("[data-snooze]"), label = target.closest?.("[data-labels]"), move = target.closest?.("[data-move]")
  if (snooze) askWhen(say("snooze"), until => post(snooze.dataset.snooze, { until }))
  if (label) askLabel(labels(), fields => post(label.dataset.labels, fields))
  if (move) askWhen(say("later"), until => post(move.dataset.move, { do: "moment", until }))
})
