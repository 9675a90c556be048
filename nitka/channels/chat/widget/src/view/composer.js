/** Where the visitor writes: text, files by picker, paste or drop, and what stands in the way in words. */
import { h, icon, set } from "../dom.js";

/** The form under the thread. Files go up at once; the message follows when all of them are there. */
export function makeComposer({ chat, say, more }) {
  let queued = false;
  const field = h("textarea.input", { id: "nk-say", rows: 1, enterkeyhint: "send", autocomplete: "off", dir: "auto", "aria-describedby": "nk-say-e" });
  const label = h("label.vh", { for: "nk-say" });
  const send = h("button.btn.main.icon", { type: "submit" }, icon("send"));
  const picker = h("input", { type: "file", multiple: "", hidden: true });
  const clip = h("button.link.clip", { type: "button", onclick: () => picker.click() }, icon("clip", "s"), h("span"));
  const trouble = h("p.error", { role: "alert", id: "nk-say-e" });
  const brand = h("span.push.c-3");
  const form = h("form.foot", { novalidate: "" }, trouble, h("div.say", {}, label, field, send), h("div.by", {}, picker, clip, brand));
  const draft = makeDraft(chat.keep.name);

  const complain = (text) => { trouble.textContent = text; };

  function grow() {
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2, 132)}px`;
  }

  function submit() {
    const { words, lang } = say(), text = field.value.trim(), max = chat.config.limits.text, up = more.now?.uploads;
    const figure = (n) => n.toLocaleString(lang);
    if (text.length > max) return complain(words.long(figure(text.length), figure(max)));
    queued = !!up?.going();
    set(send, "aria-busy", queued || null);
    const files = up?.ready() ?? [];
    if (queued || !text && !files.length) return field.focus();
    chat.say(text, files);
    up?.clear();
    field.value = "";
    field.oninput();
    field.focus();
  }

  async function take(chosen) {
    complain("");
    const parts = await more.load();
    parts ? parts.uploads.take(chosen) : complain(say().words.offline);
  }

  form.onsubmit = (e) => { e.preventDefault(); submit(); };
  picker.onchange = () => { take([...picker.files]); picker.value = ""; };
  field.oninput = () => {
    grow();
    draft(field.value);
    complain("");
    if (field.value.trim()) chat.type();
  };
  field.onkeydown = (e) => {
    if (e.key !== "Enter" || e.shiftKey || e.isComposing) return;
    e.preventDefault();
    submit();
  };
  field.onpaste = (e) => {
    const pasted = [...e.clipboardData.files];
    if (!pasted.length) return;
    e.preventDefault();
    take(pasted);
  };
  field.value = draft();

  return {
    node: form, take, complain, grow,
    focus: () => field.focus(),
    /** An upload has ended: the message that waited for it goes. */
    moved: () => queued && submit(),
    draw() {
      const { words } = say();
      label.textContent = field.placeholder = words.say;
      set(send, "aria-label", words.send);
      clip.lastChild.textContent = words.attach;
      brand.textContent = words.by;
    },
  };
}

// What is half written outlives a reload of this tab only: two tabs may hold two drafts.
const makeDraft = (name) => (text) => {
  const key = `nitka:draft:${name}`;
  try {
    if (text === undefined) return sessionStorage.getItem(key) ?? "";
    sessionStorage.setItem(key, text);
  } catch {
    return "";
  }
};
