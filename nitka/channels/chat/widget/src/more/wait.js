/** The honest wait under the last question: accepted, who looks, by when; a measured range or no promise. */
const QUIET_AFTER = 24 * 3600e3;

/** What the strip says now, or null when nobody waits: {mid, end, text, late}. Pure. */
export function waitFor({ items, wait, who, duty, mail, closed, opens, words, now }) {
  const answered = items.findLastIndex((row) => row.from === "agent" || row.id === closed);
  const asked = items.slice(answered + 1).find((row) => ["sent", "delivered", "read"].includes(row.state));
  if (!asked || now - new Date(asked.at) > QUIET_AFTER) return null;
  const leave = mail ? words.mayMail : words.mayClose;
  // Nobody is there before it opens, unless somebody has begun after all
  if (opens && !who) return { mid: words.shut, end: words.from(opens), text: `${words.opens(opens)}. ${leave}`, late: false };
  const by = wait && new Date(new Date(asked.at).getTime() + wait.high * 1000);
  const late = !!by && now > by;
  return {
    late,
    mid: who ? words.looks(who) : asked.state === "read" ? words.seen : duty === 0 ? words.shut : words.finding,
    end: late ? words.over : by ? words.till(by) : words.here,
    text: `${late ? words.late(wait) : wait ? words.nine(wait) : words.unknown} ${leave}`,
  };
}

export function makeWait({ h, refill, listed }, { chat, say }) {
  const node = h("div.wait", { role: "status" });
  return {
    node,
    draw() {
      const { words, lang } = say();
      const meta = chat.meta();
      const strip = waitFor({
        items: listed(chat), words, who: meta.who, mail: meta.email, closed: meta.rating?.last, now: new Date(), duty: chat.config?.on_shift,
        opens: chat.config?.open === false && chat.config.opens,
        wait: meta.wait === undefined ? chat.config?.wait : meta.wait,
      });
      node.hidden = !strip;
      refill(node, strip && JSON.stringify([lang, strip]), () => strip && [
        h("ol.steps", {}, h("li.done", {}, h("span.knot"), words.got), h("li.now", {}, h("span.knot"), h("bdi", {}, strip.mid)),
          h("li", {}, h("span.knot.open"), strip.end)),
        h("p", {}, strip.text)]);
    },
  };
}
