// How long an answer is where its channel takes only so much in one message: quiet until it is near, aloud when it is too much.
const BASIC = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")
const TWICE = new Set("\f^{}\\[~]|€")

/** As `kit.sms` counts: how many text messages carry it. */
export const parts = text => {
  if (!text) return 0
  const letters = [...text], basic = letters.every(one => BASIC.has(one) || TWICE.has(one))
  const length = basic ? letters.length + letters.filter(one => TWICE.has(one)).length : text.length
  return length <= (basic ? 160 : 70) ? 1 : Math.ceil(length / (basic ? 153 : 67))
}

const measures = { characters: text => [...text].length, parts }
const figure = n => new Intl.NumberFormat(document.documentElement.lang).format(n)
const near = (n, most, unit) => unit === "parts" ? n > 1 : n >= most * 0.9

/** Where it goes: an option of the page on which one writes first, a button of the thread's menu. */
const chosen = (box, to = box.elements.to) => to.selectedOptions?.[0] ?? [...box.querySelectorAll("[data-to]")].find(place => place.dataset.to === to.value)

const show = box => {
  const strip = box?.querySelector("[data-length]")
  if (!strip) return
  const to = chosen(box)
  const most = Number(to?.dataset.most), unit = to?.dataset.unit
  // Ends are cut off before it is sent, and a field's lines end in one sign each
  const n = measures[unit]?.(box.querySelector(".draft").value.trim()) ?? 0
  const state = !most || !near(n, most, unit) ? "" : n > most ? "over" : "near"
  const said = strip.dataset[unit]?.replace("{n}", figure(n)).replace("{most}", figure(most)) ?? ""
  strip.hidden = !state
  strip.querySelector("[data-said]").textContent = state ? said : ""
  strip.querySelector("[data-over]").hidden = state !== "over"
  // Spoken when it comes near and when it is too much, not with every letter
  if (strip.dataset.state === state) return
  strip.dataset.state = state
  box.querySelector("[data-length-aloud]").textContent = state ? state === "over" ? `${said}. ${strip.querySelector("[data-over]").textContent}` : said : ""
}

const of = target => target.closest?.("form.composer") ?? target.querySelector?.("form.composer")
for (const name of ["input", "filled", "composed", "place", "swapped", "sent"]) document.addEventListener(name, ({ target }) => queueMicrotask(() => show(of(target))))
show(document.querySelector("form.composer"))
