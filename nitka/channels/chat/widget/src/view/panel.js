/** The whole widget in its shadow root: opens, closes, draws the model, keeps the thread at its end. */
import { dress, h, icon, set } from "../dom.js";
import { makeComposer } from "./composer.js";
import { makeHead } from "./head.js";
import { makeLauncher } from "./launcher.js";
import { body, makeLog } from "./log.js";
import { makeMore } from "./more.js";
import { makePhone } from "./phone.js";
import { makeTyping } from "./typing.js";

export function makePanel({ chat, say, host }) {
  const more = makeMore({ chat, say, ready: joined, uploads: { complain: (text) => composer.complain(text), moved: () => composer.moved() } });
  const parts = { chat, say, more };
  const log = makeLog(parts), typing = makeTyping(parts), head = makeHead({ ...parts, close: () => close() }), composer = makeComposer(parts);
  const launcher = makeLauncher({ ...parts, toggle: () => (open ? close() : show()) });
  const hello = h("div.hello");
  const newer = h("button.btn.newer", { type: "button", hidden: true, onclick: () => { toEnd(); composer.focus(); } }, icon("down", "s"), h("span"));
  const strip = h("p.strip", { role: "status" });
  const feed = h("div.feed", {}, hello, log.node, typing.node);
  const scroll = h("div.scroll", { tabindex: "0", role: "region" }, feed);
  const box = h("section.box", { id: "nk-box", role: "dialog", "aria-labelledby": "nk-title", hidden: true },
    head.node, scroll, newer, strip, composer.node);
  const root = h("div.chat", {}, launcher.node, box);
  let open = false, known = 0;

  const phone = makePhone({ box, root, host, close: () => close() });
  const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 48;
  const toEnd = () => { scroll.scrollTop = scroll.scrollHeight; };
  let pinned = true;

  function draw() {
    const { words, lang } = say();
    host.lang = lang;
    launcher.draw(open);
    if (!open) return;
    head.draw();
    greet(words, lang);
    for (const part of [log, more.now?.rating, typing, more.now?.wait, more.now?.contact, composer]) part?.draw();
    more.now ? more.now.pictures(log.node) : more.load();
    const off = navigator.onLine === false ? words.offline : chat.down ? words.down : "";
    strip.hidden = !off;
    if (strip.textContent !== off) strip.textContent = off;
    set(scroll, "aria-label", words.log);
    newer.lastChild.textContent = words.newer;
    follow();
  }

  function greet(words, lang) {
    const { greeting, away } = chat.config?.texts?.[lang] ?? {};
    const text = chat.config?.open === false && away || greeting || words.hello;
    if (hello.sign !== text) hello.replaceChildren(body(hello.sign = text));
  }

  // The second file has come: its parts take their places in the thread and the form.
  function joined({ rating, wait, contact, uploads, drop, styles }) {
    drop(box);
    log.node.after(rating.node);
    feed.append(wait.node, contact.node);
    composer.node.prepend(uploads.node);
    dress(host.shadowRoot, styles);
    draw();
  }

  // An own message always brings the thread to its end; others' only when one is there already.
  function follow() {
    const rows = chat.rows.sorted().length + chat.outbox.items().length;
    const own = chat.outbox.items().length > 0 && rows > known;
    if (pinned || own) toEnd();
    else if (rows > known) newer.hidden = false;
    known = rows;
  }

  scroll.onscroll = () => {
    pinned = atEnd();
    if (pinned) newer.hidden = true;
  };
  new ResizeObserver(() => pinned && toEnd()).observe(feed);
  new ResizeObserver(() => pinned && toEnd()).observe(scroll);

  async function show() {
    if (open) return;
    open = true;
    box.hidden = false;
    root.classList.add("open");
    phone.entered();
    chat.enter();
    draw();
    composer.grow();
    pinned = true;
    toEnd();
    composer.focus();
  }

  function close() {
    if (!open) return;
    open = false;
    box.hidden = true;
    root.classList.remove("open");
    phone.left();
    chat.look(false);
    draw();
    launcher.node.focus();
  }

  root.addEventListener("keydown", (e) => {
    if (!open) return;
    if (e.key === "Escape") { e.stopPropagation(); close(); }
    phone.trap(e);
  });
  chat.focus = () => composer.focus();

  return { node: root, draw, show, close, isOpen: () => open, reopen: phone.here, wake: () => more.now?.uploads.wake() };
}
