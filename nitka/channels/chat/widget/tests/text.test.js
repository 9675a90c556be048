import assert from "node:assert/strict";
import { test } from "node:test";
import { backOff } from "../src/doors.js";
import { isEmail } from "../src/more/contact.js";
import { waitFor } from "../src/more/wait.js";
import { WORDS as MORE } from "../src/more/words.js";
import { makeRows } from "../src/rows.js";
import { day, inkOn, pieces, plainName, safe, size, soon, span } from "../src/text.js";
import { pickLanguage, WORDS } from "../src/words.js";

const plain = (text) => text.replaceAll("\u00a0", " ");

test("a wait is a range in whole units, never shorter than it was", () => {
  assert.equal(plain(span("ru", { low: 180, high: 360 })), "3–6 мин");
  assert.equal(plain(span("en", { low: 61, high: 121 })), "2–3 min");
  assert.equal(plain(soon("ru", 240)), "4 мин");
  assert.equal(plain(soon("ru", 7200)), "2 ч");
});

test("only http addresses become links, and closing punctuation stays outside", () => {
  assert.deepEqual(pieces("см. https://a.ru/b(c)?d=1, и (https://x.y)."),
    ["см. ", { href: "https://a.ru/b(c)?d=1" }, ", и (", { href: "https://x.y" }, ")."]);
  assert.deepEqual(pieces("javascript:alert(1) data:text/html,x"), ["javascript:alert(1) data:text/html,x"]);
  assert.equal(safe("javascript:alert(1)"), false);
  assert.equal(pieces("a".repeat(10_000)).length, 1);
});

test("a file's name cannot turn its extension round", () => {
  assert.equal(plainName("photo\u202egpj.exe\u0000"), "photogpj.exe");
});

test("days are said as people say them", () => {
  const now = new Date("2026-11-19T12:00:00");
  assert.equal(day("ru", "2026-11-18T23:00:00", now), "вчера");
  assert.equal(day("en", "2026-11-19T00:10:00", now), "today");
  assert.match(day("ru", "2026-11-17T12:00:00", now), /17 нояб/);
});

test("sizes have their units in both languages", () => {
  assert.equal(plain(size("ru", 1_300_000)), "1,2 МБ");
  assert.equal(plain(size("en", 300)), "1 kB");
});

test("ink on a brand's colour is the one that reads", () => {
  assert.equal(inkOn("#ffd400"), "#000");
  assert.equal(inkOn("#1a237e"), "#fff");
  assert.equal(inkOn("red"), undefined);
  assert.equal(inkOn(null), undefined);
});

test("an address must look like one", () => {
  for (const good of ["anna@example.org", "a+b@почта.рф"]) assert.ok(isEmail(good), good);
  for (const bad of ["anna", "anna@", "anna@example", "a b@c.de", "a@b@c.de", ""]) assert.ok(!isEmail(bad), bad);
});

test("both languages say the same things", () => {
  for (const words of [WORDS, MORE]) assert.deepEqual(Object.keys(words.ru).sort(), Object.keys(words.en).sort());
  assert.equal(pickLanguage(undefined, "", "de", "ru-RU"), "ru");
  assert.equal(pickLanguage("de"), "en");
});

test("a try waits longer each time, never less than the server asked, never above half a minute of its own", () => {
  assert.ok(backOff(0, 0, () => 0) === 500 && backOff(0, 0, () => 1) === 1000);
  assert.ok(backOff(30, 0, () => 1) === 30_000);
  assert.equal(backOff(0, 7, () => 0), 7000);
});

const fakeKeep = () => {
  const map = new Map();
  return { get: (k, o = null) => map.get(k) ?? o, set: (k, v) => map.set(k, v) };
};

test("rows come in any order, twice, and stand once in the order of time", () => {
  const rows = makeRows(fakeKeep());
  const [a, b] = [{ id: "a", at: "2026-01-01T00:00:01Z", from: "visitor", state: "sent" }, { id: "b", at: "2026-01-01T00:00:02Z", from: "agent" }];
  [b, a, b, { ...a, state: "read" }, a].forEach(rows.upsert);
  assert.deepEqual(rows.sorted().map((r) => r.id), ["a", "b"]);
  assert.equal(rows.sorted()[0].state, "read", "a late answer does not take the tick back");
  assert.equal(rows.unread(undefined).length, 1);
  assert.equal(rows.unread("b").length, 0);
});

test("the wait promises only what was measured", () => {
  const at = "2026-11-19T09:17:00Z", own = { id: "1", from: "visitor", state: "sent", at };
  const wait = { low: 180, high: 360, typical: 240, n: 41 };
  const say = (more) => waitFor({ items: [own], wait, words: { ...WORDS.en, ...MORE.en }, duty: 2, now: new Date("2026-11-19T09:18:00Z"), ...more });
  assert.match(plain(say({}).text), /Nine replies in ten come within 3–6 min/);
  assert.equal(say({ who: "Vera" }).mid, "Vera is on it");
  assert.match(say({ wait: null }).text, /promise no time/);
  assert.equal(say({ wait: null }).end, "reply here");
  assert.match(say({ now: new Date("2026-11-19T09:30:00Z") }).text, /takes longer/);
  assert.equal(say({ duty: 0 }).mid, "Nobody on duty");
  assert.equal(say({ items: [own, { id: "2", from: "agent", at }] }), null);
  assert.equal(say({ closed: "1" }), null);
  assert.equal(say({ items: [{ ...own, state: "wait" }] }), null, "nothing was accepted yet");
  const opens = "2026-11-20T06:00:00Z";
  assert.equal(say({ opens }).mid, "Nobody on duty");
  assert.match(say({ opens }).end, /^after \d\d:00$/);
  assert.match(say({ opens }).text, /^Closed now\. We reply .+, after .+ stays here\.$/);
  assert.equal(say({ opens, who: "Vera" }).mid, "Vera is on it", "who has begun is there");
});

test("days ahead are named", () => {
  const now = new Date(2026, 10, 27, 18), on = (date) => plain(day("ru", new Date(2026, 10, date, 9), now));
  assert.equal(on(27), "сегодня");
  assert.equal(on(28), "завтра");
  assert.equal(on(30), "пн, 30 ноября");
});
