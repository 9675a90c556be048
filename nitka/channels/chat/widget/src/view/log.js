/** The bubbles: own ones with their tick, the agent's with a face and a name, days between them. */
import { avatar, h, icon, refill } from "../dom.js";
import { clock, day, pieces, plainName } from "../text.js";
import { attachments } from "./files.js";

const TICKS = { wait: "clock", sending: "clock", sent: "check", delivered: "checks", read: "checks" };

/** Draws rows and waiting messages into a role=log element, touching only what changed. */
export function makeLog({ chat, say }) {
  const log = h("div.log", { role: "log", "aria-live": "polite", tabindex: null });
  const nodes = new Map();

  function draw() {
    const { words, lang } = say();
    log.setAttribute("aria-label", words.log);
    log.setAttribute("aria-busy", chat.loading);
    const items = listed(chat);
    const keep = new Set();
    let at = 0, date = "";
    const put = (key, make) => {
      keep.add(key);
      const entry = nodes.get(key) ?? nodes.set(key, make()).get(key);
      if (log.children[at] !== entry) log.insertBefore(entry, log.children[at] ?? null);
      at++;
      return entry;
    };
    items.forEach((item, i) => {
      const when = day(lang, item.at, Date.now());
      if (when !== date && (date || when !== day(lang, Date.now(), Date.now()))) put(`day ${lang} ${when}`, () => h("p.day", {}, when));
      date = when;
      const own = item.from !== "agent", next = items[i + 1];
      const entry = put(`${item.id} ${lang} ${item.files?.[0]?.url}`, own ? () => mine(item, say()) : () => theirs({ ...item, name: plainName(item.name) || chat.config.brand.name }, say()));
      if (own) state(entry, item, !items.slice(i + 1).some((r) => r.state === "read"));
      else tail(entry, item, next?.from !== "agent" || next.name !== item.name);
    });
    for (const [key, node] of nodes) if (!keep.has(key)) { node.remove(); nodes.delete(key); }
  }

  function state(node, item, last) {
    const { words, lang } = say();
    const sign = `${item.state}${item.error ?? ""}${last}${item.at}`;
    refill(node.lastChild, sign, () => item.error
      ? [icon("warn", "s"), h("span", {}, `${words.failed}. ${item.error}`),
        h("button.link", { type: "button", onclick: () => chat.outbox.retry(item) }, words.again),
        h("button.link", { type: "button", onclick: () => chat.outbox.remove(item) }, words.drop)]
      : [icon(TICKS[item.state], "s"),
        h(item.state === "wait" || (item.state === "read" && last) ? "span" : "span.vh", {}, `${words[item.state]} `),
        h("time", { datetime: item.at }, clock(lang, new Date(item.at)))]);
    node.classList.toggle("bad", !!item.error);
  }

  return { node: log, draw };
}

/** Stored rows, then what waits in the outbox; a waiting one that is stored already is left out. */
export function listed(chat) {
  const waits = chat.down || navigator.onLine === false || chat.outbox.tries > 0;
  const pending = chat.outbox.items().filter((item) => !chat.rows.has(item.id));
  return [...chat.rows.sorted(), ...pending.map((item) => ({ ...item, from: "visitor", state: waits ? "wait" : "sending" }))];
}

function mine(item, { words, lang }) {
  return h("div.mine", {}, h("span.vh", {}, `${words.you}: `), body(item.text), attachments(item.files, lang), h("span.st"));
}

function theirs(item, { lang }) {
  return h("div.theirs", {}, avatar({ hue: item.hue, initials: item.initials || item.name.slice(0, 1) }, true),
    h("div", {}, h("div.b", {}, h("bdi.vh", {}, `${item.name}: `), body(item.text), attachments(item.files, lang)),
      h("span.st", {}, h("bdi", {}, item.name), " · ", h("time", { datetime: item.at }, clock(lang, new Date(item.at))))));
}

// Face, name and time once under a run of bubbles of one person.
const tail = (node, item, last) => node.classList.toggle("run", !last);

/** What people wrote: text stays text, http addresses become links. */
export function body(text) {
  if (!text) return null;
  return h("p.t", { dir: "auto" }, pieces(text).map((piece) => typeof piece === "string" ? piece
    : h("a", { href: piece.href, target: "_blank", rel: "noopener noreferrer nofollow" }, piece.href)));
}
