// The shop's own small script: two languages, two themes, a cart of one line. The widget follows <html lang> and data-theme.
const page = document.documentElement;
const asked = new URLSearchParams(location.search).get("lang");
const cart = { ru: "Положили в корзину: комплект «Защита от протечек»", en: "In the cart: the kit “Leak protection”" };

page.lang = asked ?? localStorage.getItem("shop:lang") ?? (navigator.language.startsWith("ru") ? "ru" : "en");
if (localStorage.getItem("shop:theme")) page.dataset.theme = localStorage.getItem("shop:theme");

function speak() {
  const english = page.lang === "en";
  for (const node of document.querySelectorAll("[data-en]")) {
    node.dataset.ru ??= node.textContent;
    node.textContent = english ? node.dataset.en : node.dataset.ru;
  }
  for (const node of document.querySelectorAll("[data-en-label]")) {
    node.dataset.ruLabel ??= node.getAttribute("aria-label");
    node.setAttribute("aria-label", english ? node.dataset.enLabel : node.dataset.ruLabel);
  }
  document.querySelector("[data-do=lang]").lang = english ? "ru" : "en";
  document.title = english ? "Leak protection · Uklad" : "Защита от протечек · Уклад";
}

const deeds = {
  lang() {
    page.lang = page.lang === "en" ? "ru" : "en";
    localStorage.setItem("shop:lang", page.lang);
    speak();
  },
  theme() {
    const dark = page.dataset.theme ? page.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    page.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("shop:theme", page.dataset.theme);
  },
  cart: () => { document.getElementById("cart").textContent = cart[page.lang]; },
  ask: () => globalThis.Nitka?.open(),
};

addEventListener("DOMContentLoaded", () => {
  speak();
  document.addEventListener("click", (event) => deeds[event.target.closest("[data-do]")?.dataset.do]?.());
});
