/** The model: what the visitor has said and heard, and what waits. It knows no DOM; views draw it on every change. */
import { makeDoors } from "./doors.js";
import { makeKeep } from "./keep.js";
import { makeOutbox } from "./outbox.js";
import { makeRows } from "./rows.js";
import { makeSession } from "./session.js";
import { makeStream } from "./stream.js";

const TYPING_EVERY = 3000, TYPING_LASTS = 6000, RECENT = 48 * 3600e3;

export function makeChat({ origin, channel, language, changed, page }) {
  const keep = makeKeep(channel);
  const rows = makeRows(keep);
  const doors = makeDoors(origin, channel, () => keep.get("session"), language);
  const session = makeSession({ keep, channel, doors: () => doors, changed: () => { rows.clear(); told = {}; }, page });
  const chat = { config: null, loading: false, down: false, typing: null, seen: false };
  let told = {}, syncing = null, again = false, typed = 0, typingEnds = 0, seen = "";

  const outbox = makeOutbox({
    keep, channel, changed,
    send: (item) => session.within(() => doors.post("messages", { id: item.id, text: item.text, files: item.files.map((f) => f.id), page: location.href })),
    sent(item, { at }) {
      // The stream may have been quicker: the row it brought knows more than the answer.
      if (!rows.has(item.id)) rows.upsert({ id: item.id, from: "visitor", text: item.text, at, files: item.files, state: "sent" });
      rows.save();
      chat.down = false;
      if (!chat.live) sync();
    },
  });
  const stream = makeStream({ keep, fresh: session.stream, event: hear, state(up) { chat.live = up; if (!up && session.token()) sync(); } });

  const heard = {
    hello: ({ resumed }) => sync(!resumed),
    reload: () => sync(true),
    message: () => sync(),
    receipt: ({ read }) => rows.seen(seen = read),
    wait: ({ wait, who }) => meta({ who, ...(wait === undefined ? {} : { wait }) }),
    rating: (asked) => sync().then(() => askFor(asked)),
    typing(who) {
      chat.typing = who;
      clearTimeout(typingEnds);
      typingEnds = setTimeout(() => { chat.typing = null; changed(); }, TYPING_LASTS);
    },
  };

  function hear(kind, data) {
    if (!heard[kind]) return;
    heard[kind](data);
    changed();
  }

  // The meta record holds what must outlive a reload: who answers, the rating asked for, the row read last.
  const meta = (change) => keep.set("meta", { ...keep.get("meta", {}), ...change });

  /** Fetches what is new (or everything); calls during a fetch are answered by one more fetch. */
  function sync(all = false) {
    if (all) rows.cursor = "";
    again = true;
    return syncing ??= (async () => {
      while (again) {
        again = false;
        await pull().catch(failed);
      }
      syncing = null;
      chat.loading = false;
      changed();
    })();
  }

  async function pull() {
    if (!session.token()) return;
    let page, fresh = false;
    do {
      page = await session.within(() => doors.get(`messages?after=${encodeURIComponent(rows.cursor)}`));
      for (const row of page.data) {
        for (const file of row.files ?? []) file.url &&= doors.absolute(file.url);
        fresh ||= row.from === "agent" && !rows.has(row.id);
        rows.upsert(row.from === "visitor" ? { ...row, state: row.state === "read" ? "read" : "delivered" } : row);
      }
      rows.cursor = page.next;
    } while (page.data.length === 100);
    rows.seen(seen);
    if (page.rating) askFor(page.rating);
    chat.down = false;
    if (fresh) chat.typing = null;
    receipts();
  }

  /** The conversation was closed, now or while nobody was here; the same question twice is one. */
  function askFor({ url }) {
    if (keep.get("meta", {}).rating?.url !== url) chat.setMeta({ who: null, rating: { url, last: rows.sorted().at(-1)?.id } });
  }

  function failed(error) {
    chat.down = error.again !== false;
  }

  // Delivered as soon as it is here, read when somebody looks at it; each row is told once.
  function receipts() {
    const last = rows.sorted().findLast((row) => row.from === "agent");
    if (!last || !session.token()) return;
    if (chat.seen && keep.get("meta", {}).read !== last.id) meta({ read: last.id });
    const body = chat.seen ? { delivered: last.id, read: last.id } : { delivered: last.id };
    const key = JSON.stringify(body);
    if (told.last === key) return;
    told.last = key;
    doors.post("receipts", body).catch(() => { told.last = null; });
  }

  function recent() {
    const last = rows.sorted().at(-1);
    return outbox.items().length || (last && Date.now() - new Date(last.at) < RECENT);
  }

  Object.assign(chat, {
    keep, rows, outbox, sync, doors,
    within: session.within,
    meta: () => keep.get("meta", {}), setMeta(change) { meta(change); changed(); },
    hasSession: () => !!session.token(),
    unread: () => rows.unread(keep.get("meta", {}).read),
    /** Reads the channel's settings; offline the last known ones serve. False: there is no such channel. */
    async configure() {
      try {
        chat.config = await doors.get("config");
        keep.set("config", chat.config);
      } catch (error) {
        if (!error.again) return false;
        chat.config ??= keep.get("config");
        chat.down = true;
      }
      return true;
    },
    /** What was lost from sight: the hours have turned since the settings were read. */
    turned: () => chat.config.until && new Date(chat.config.until) < Date.now(),
    async start() {
      rows.load();
      if (!await chat.configure()) return false;
      keep.watch((name) => {
        if (name === "log") rows.load();
        if (name === "session") { rows.clear(); stream.renew(); }
        changed();
      });
      if (outbox.items().length) outbox.drain();
      if (session.token()) recent() ? stream.open() : sync();
      return !!chat.config;
    },
    /** The panel was opened: the session is made and the stream stands. */
    async enter() {
      chat.loading = !rows.sorted().length && !!session.token();
      stream.open();
      chat.look(true);
    },
    look(seen) {
      chat.seen = seen;
      if (seen) receipts();
      changed();
    },
    say(text, files) { typed = 0; outbox.add(text, files); stream.open(); },
    type() {
      if (Date.now() - typed < TYPING_EVERY || !session.token()) return;
      typed = Date.now();
      doors.post("typing").catch(() => {});
    },
    wake() { outbox.wake(); stream.renew(); },
    sleep() { stream.close(); },
    /** Back from a long rest: what was said meanwhile is fetched by the cursor, whether or not a stream stands. */
    rise(open) {
      outbox.wake();
      if (session.token()) open || recent() ? stream.open() : sync();
    },
    async contact(email) {
      await session.within(() => doors.post("contact", { email }));
      chat.setMeta({ email });
    },
  });
  return chat;
}
