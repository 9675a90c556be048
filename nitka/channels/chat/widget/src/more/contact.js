/** Where else to answer: asks once for an e-mail after the first question; an address stated here proves nothing (rule 9). */

/** A plausible e-mail: something@some.thing, no spaces. */
export const isEmail = (text) => /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]{2,}$/.test(text);

export function makeContact({ h, icon, refill, set }, { chat, say }) {
  const node = h("div.contact");

  async function submit(event, input, error) {
    event.preventDefault();
    const { words } = say(), email = input.value.trim();
    let trouble = isEmail(email) ? "" : words.mailBad;
    if (!trouble) await chat.contact(email).then(() => chat.focus(), (e) => { trouble = e.message || words.down; });
    error.textContent = trouble;
    set(input, "aria-invalid", trouble ? "true" : null);
    if (trouble) input.focus();
  }

  function form(words) {
    const error = h("p.error", { role: "alert", id: "nk-mail-e" });
    const input = h("input.input", { type: "email", id: "nk-mail", autocomplete: "email", inputmode: "email", "aria-describedby": "nk-mail-h nk-mail-e", placeholder: "name@mail.com" });
    return h("form.card", { novalidate: "", onsubmit: (e) => submit(e, input, error) },
      h("label", { for: "nk-mail" }, words.mail), h("p.hint", { id: "nk-mail-h" }, words.mailHint),
      h("div.line", {}, input, h("button.btn", { type: "submit" }, words.keep),
        h("button.btn.quiet", { type: "button", onclick: () => { chat.setMeta({ noMail: true }); chat.focus(); } }, words.skip)), error);
  }

  return {
    node,
    draw() {
      const { words, lang } = say(), { email, noMail, rating } = chat.meta();
      const asked = chat.rows.sorted().some((row) => row.from === "visitor");
      const kind = email ? `ok ${email}` : asked && !noMail && !(rating && !rating.done) ? "form" : "";
      node.hidden = !kind;
      refill(node, kind && lang + kind, () => kind === "form" ? form(words) : kind && h("p.hint", {}, icon("check", "s"), h("span", {}, words.mailOk, " ", h("bdi", {}, email))));
    },
  };
}
