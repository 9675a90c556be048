/** The panel's head: who is there and how soon they usually answer. */
import { avatar, h, icon, refill } from "../dom.js";

export function makeHead({ chat, say, close }) {
  const node = h(".head");
  return {
    node,
    draw() {
      const { words, lang } = say();
      const { people = [], on_shift: duty, wait, brand, open, opens } = chat.config ?? {};
      const line = [duty ? words.duty(duty) : opens && !open ? words.opens(opens) : words.nobody, duty && wait && words.usual(wait.typical)].filter(Boolean).join(". ");
      refill(node, JSON.stringify([lang, people, brand, line]), () => [
        people.length > 0 && h("span.stack", { "aria-hidden": "true" }, people.slice(0, 3).map((who) => avatar(who))),
        h("div.grow", {}, h("h2", { id: "nk-title" }, h("bdi", {}, brand?.name ?? "")), h("p", {}, line)),
        h("button.btn.quiet.icon.shut", { type: "button", "aria-label": words.close, onclick: close }, icon("x", "l"))]);
    },
  };
}
