/** Who writes now. */
import { h, refill } from "../dom.js";
import { plainName } from "../text.js";

/** "Vera is typing": three dots that rest under reduced motion. */
export function makeTyping({ chat, say }) {
  const node = h("div.typing", { role: "status" });
  return {
    node,
    draw() {
      const who = chat.typing?.name;
      node.hidden = !who;
      refill(node, who && say().lang + who, () => who && [h("span.dots", { "aria-hidden": "true" }, h("i"), h("i"), h("i")), h("span", {}, h("bdi", {}, plainName(who)), " ", say().words.types)]);
    },
  };
}
