/** The rating of a closed conversation: one press is an answer already; why comes after, and may be left.
    Its question and reasons come from the rating's own address, so that they have one home. */
import { face } from "./faces.js";

export function makeRating({ h, refill, paths }, { chat, say }) {
  const node = h("div.ask");
  let trouble = "", asked = "", card = null;

  // Anew for each rating and language; without an answer the card is a plain link.
  async function ask(url, lang) {
    if (asked === url + lang) return;
    asked = url + lang;
    card = await chat.doors.rating(url).catch(() => ({}));
    draw();
  }

  async function answer(change) {
    const { words } = say(), before = chat.meta().rating, rating = { ...before, ...change };
    chat.setMeta({ rating });
    trouble = "";
    try {
      await chat.doors.rating(rating.url, { score: rating.score, factors: rating.factors ?? [], comment: rating.comment ?? "" });
    } catch (error) {
      trouble = error.message || words.rateBad;
      chat.setMeta({ rating: before });
    }
    draw();
    if (rating.done) chat.focus();
    else node.querySelector("[aria-pressed=true]")?.focus();
  }

  function scale(score) {
    const nps = card.scale === "nps";
    const press = (n, ...inside) => h("button", { type: "button", "aria-pressed": `${score === n}`, onclick: () => answer({ score: n, done: false }) }, inside);
    return nps
      ? [h("div.marks", {}, [...Array(11).keys()].map((n) => press(n, `${n}`))), h("p.hint.ends", {}, card.labels?.map((word) => h("span", {}, word)))]
      : h("div.faces", {}, [1, 2, 3, 4, 5].map((n) => press(n, face(paths, n), h("span", {}, card.labels[n - 1]))));
  }

  function why({ score, factors = [], comment = "" }, words) {
    const good = score > (card.scale === "nps" ? 8 : 3);
    const boxes = (good ? card.high : card.low ?? []).map(([key, word]) =>
      h("label", {}, h("input", { type: "checkbox", value: key, checked: factors.includes(key) }), h("span", {}, word)));
    const text = h("textarea.input", { id: "nk-why", rows: 2, maxlength: 2000, value: comment });
    const onsubmit = (e) => {
      e.preventDefault();
      answer({ factors: boxes.map((b) => b.firstChild).filter((b) => b.checked).map((b) => b.value), comment: text.value.trim(), done: true });
    };
    return h("form.why", { onsubmit },
      boxes[0] && h("fieldset", {}, h("legend", {}, good ? card.high_question : card.low_question, " ", h("span.hint", {}, words.any)), boxes),
      h("label", { for: "nk-why" }, words.tell), text, h("button.btn", { type: "submit" }, words.send));
  }

  function draw() {
    const { words, lang } = say(), { rating } = chat.meta();
    if (rating) ask(rating.url, lang);
    node.hidden = !rating || !card || card.open === false && !rating.done;
    if (node.hidden) return;
    const score = rating.score ?? card.score ?? -1; // null > -1 is true
    refill(node, JSON.stringify([card, rating, trouble]), () => !card.labels
      ? h("a.btn", { href: chat.doors.absolute(rating.url), target: "_blank", rel: "noopener" }, words.rate)
      : [h("fieldset.rate", {}, h("legend", {}, card.question), scale(score), score > -1 && !rating.done && why({ ...card, ...rating, score }, words)),
        h(trouble ? "p.error" : "p.hint", { role: "status" }, trouble || (rating.done ? words.thanks : score > -1 && words.saved) || "")]);
  }

  return { node, draw };
}
