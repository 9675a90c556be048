import assert from "node:assert/strict";
import { test } from "node:test";
import { Refusal } from "../src/doors.js";
import { makeKeep } from "../src/keep.js";
import { makeOutbox } from "../src/outbox.js";

class Storage {
  map = new Map();
  get length() { return this.map.size; }
  key(i) { return [...this.map.keys()][i]; }
  getItem(k) { return this.map.get(k) ?? null; }
  setItem(k, v) { this.map.set(k, v); }
  removeItem(k) { this.map.delete(k); }
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

function box(send, storage = new Storage()) {
  const keep = makeKeep("c", storage, { addEventListener() {} }), timers = [], sent = [];
  const outbox = makeOutbox({
    keep, channel: "c", send, changed() {}, sent: (item) => sent.push(item.text), later: (fn, ms) => timers.push([fn, ms]), forget() {},
  });
  return { outbox, timers, sent, storage };
}

test("messages go in order, one at a time", async () => {
  let running = 0;
  const { outbox, sent } = box(async () => {
    assert.equal(++running, 1);
    await settle();
    running--;
    return { at: "" };
  });
  ["one", "two", "three"].forEach((text) => outbox.add(text, []));
  while (outbox.items().length) await settle();
  assert.deepEqual(sent, ["one", "two", "three"]);
});

test("a lost connection keeps the message under the same id until it goes", async () => {
  const ids = [];
  let broken = true;
  const { outbox, timers, sent } = box(async (item) => {
    ids.push(item.id);
    if (broken) throw new Refusal(0, "network", "");
    return { at: "" };
  });
  outbox.add("hello", []);
  while (!timers.length) await settle();
  assert.equal(outbox.items().length, 1);
  broken = false;
  timers.pop()[0]();
  while (outbox.items().length) await settle();
  assert.deepEqual(sent, ["hello"]);
  assert.equal(new Set(ids).size, 1);
});

test("the server's Retry-After is kept", async () => {
  const { outbox, timers } = box(async () => { throw new Refusal(429, "rate", "", 9); });
  outbox.add("hello", []);
  while (!timers.length) await settle();
  assert.equal(timers[0][1], 9000);
});

test("a message that can never go is named and does not hold up the next", async () => {
  const { outbox, sent } = box(async (item) => {
    if (item.text === "bad") throw new Refusal(422, "invalid", "Too long");
    return { at: "" };
  });
  outbox.add("bad", []);
  outbox.add("good", []);
  while (outbox.items().length > 1) await settle();
  assert.deepEqual(sent, ["good"]);
  assert.equal(outbox.items()[0].error, "Too long");
});

test("what waits survives the page", async () => {
  const { outbox, storage } = box(() => new Promise(() => {}));
  outbox.add("kept", []);
  const { outbox: after, sent } = box(async () => ({ at: "" }), storage);
  assert.equal(after.items()[0].text, "kept");
  after.drain();
  while (after.items().length) await settle();
  assert.deepEqual(sent, ["kept"]);
});

test("a full or blocked storage loses nothing while the page lives", async () => {
  const full = new Storage();
  full.setItem = () => { throw new Error("QuotaExceededError"); };
  const { outbox } = box(() => new Promise(() => {}), full);
  outbox.add("still here", []);
  assert.equal(outbox.items()[0].text, "still here");
});
