/** The button on the page: asks, counts what is new, and closes the panel when it is open. */
import { h, icon, refill, set } from "../dom.js";

export function makeLauncher({ chat, say, toggle }) {
  const node = h("button.launch", { type: "button", "aria-controls": "nk-box", onclick: toggle });
  return {
    node,
    draw(open) {
      const { words, lang } = say(), news = open ? [] : chat.unread();
      const ask = chat.config?.texts?.[lang]?.ask || words.ask;
      const wait = chat.config?.on_shift > 0 && chat.config?.wait;
      set(node, "aria-expanded", String(open));
      refill(node, JSON.stringify([lang, open, news.length, ask, wait]), () => open
        ? [icon("x", "l"), h("span.vh", {}, words.close)]
        : [icon("chat", "l"), h("span", {}, ask),
          news.length > 0 ? [h("span.count", { "aria-hidden": "true" }, `${Math.min(news.length, 99)}`), h("span.vh", {}, `, ${words.fresh}: ${news.length}`)]
            : wait && h("span.c", {}, words.soon(wait.typical))].flat());
    },
  };
}
