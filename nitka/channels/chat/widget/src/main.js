/** One script line on any page: finds its channel, makes a shadow root and shows the button. */
import { makeChat } from "./chat.js";
import { dress } from "./dom.js";
import { inkOn } from "./text.js";
import styles from "./widget.css";
import { makePanel } from "./view/panel.js";
import { pickLanguage, WORDS } from "./words.js";

const HIDDEN_FOR = 60_000;
const script = document.currentScript ?? document.querySelector('script[src*="/widget.js"]');

function boot() {
  const src = new URL(script?.src ?? location.href), channel = src.searchParams.get("channel");
  if (!channel) return console.info('Nitka: name the channel, <script async src="…/widget.js?channel=ID"></script>');
  if (document.querySelector("nitka-chat")) return;
  mount(src.origin, channel);
}

async function mount(origin, channel) {
  const host = document.createElement("nitka-chat"), page = document.documentElement, root = host.attachShadow({ mode: "open" });
  let chat, panel, drawing = 0;
  const language = () => pickLanguage(script?.dataset.lang, page.lang, chat?.config?.language, navigator.language);
  const say = () => ({ lang: language(), words: WORDS[language()] });
  // Changes of one moment are drawn together; a timer, since frames do not come in a hidden tab.
  const changed = () => { drawing ||= setTimeout(() => { drawing = 0; panel?.draw(); }, 0); };
  chat = makeChat({ origin, channel, language, changed, page: () => ({ page: location.href, title: document.title, referrer: document.referrer }) });

  dress(root, styles);
  if (!await chat.start()) return console.warn(`Nitka: the chat channel ${channel} is not there or is switched off.`);
  panel = makePanel({ chat, say, host });
  root.append(panel.node);
  paint(host, chat.config, page);
  document.body.append(host);
  panel.draw();
  if (panel.reopen()) panel.show();

  new MutationObserver(() => { paint(host, chat.config, page); changed(); }).observe(page, { attributeFilter: ["lang", "data-theme"] });
  const refresh = () => chat.configure().then(() => { paint(host, chat.config, page); changed(); });
  live(chat, panel, changed, refresh);
  globalThis.Nitka = { open: panel.show, close: panel.close, refresh };
}

function paint(host, config, page) {
  const theme = script?.dataset.theme ?? page.dataset.theme;
  host.dataset.theme = theme ?? "";
  host.dataset.side = config.side;
  const color = config.brand?.color, ink = inkOn(color);
  if (!ink) return;
  host.style.setProperty("--accent", color);
  host.style.setProperty("--accent-hover", `color-mix(in oklab, ${color}, ${ink === "#fff" ? "#000" : "#fff"} 12%)`);
  host.style.setProperty("--on-accent", ink);
}

// Sleep, network and tab changes: the stream rests in a hidden tab and is renewed on return.
function live(chat, panel, changed, refresh) {
  let rest = 0, slept = false;
  const looked = () => panel.isOpen() && document.visibilityState === "visible";
  const back = () => { if (chat.hasSession() || chat.outbox.items().length) chat.wake(); panel.wake(); changed(); };
  addEventListener("online", back);
  addEventListener("offline", changed);
  addEventListener("pageshow", (e) => e.persisted && back());
  addEventListener("focus", () => chat.look(looked()));
  document.addEventListener("visibilitychange", () => {
    clearTimeout(rest);
    if (document.hidden) rest = setTimeout(() => { slept = true; chat.sleep(); }, HIDDEN_FOR);
    else if (slept) { slept = false; chat.rise(panel.isOpen()); }
    else chat.sync();
    chat.look(looked());
  });
  setInterval(() => panel.isOpen() && (chat.turned() ? refresh() : changed()), 30_000);
}

if (document.body) boot();
else addEventListener("DOMContentLoaded", boot);
