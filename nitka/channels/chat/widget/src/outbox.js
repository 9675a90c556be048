/** Messages that wait to be sent: one stored key each, so that two tabs never overwrite each other's. */
import { backOff } from "./doors.js";
import { alone, uuid } from "./keep.js";

/** An outbox over keep; send(item) posts one, sent(item, answer) runs before the item leaves, changed() after any change. */
export function makeOutbox({ keep, channel, send, sent, changed, now = Date.now, later = setTimeout, forget = clearTimeout }) {
  let tries = 0, timer = 0, counter = 0, running = false, asked = false;

  const items = () => keep.list("out:").map((key) => ({ ...keep.get(key), key })).filter((item) => item.id);

  function add(text, files) {
    const item = { id: uuid(), text, files, at: new Date(now()).toISOString() };
    keep.set(`out:${String(now()).padStart(14, "0")}:${String(counter++).padStart(5, "0")}:${item.id}`, item);
    tries = 0;
    changed();
    drain();
  }

  async function drain() {
    forget(timer);
    asked = true;
    if (running) return;
    running = true;
    let wait = null;
    while (asked && wait === null) {
      asked = false;
      wait = await alone(`${channel}:out`, pass).catch(() => backOff(tries++));
    }
    running = false;
    if (wait !== null) timer = later(drain, wait);
  }

  // Sends in order until nothing waits; answers the milliseconds to wait after a failure that may pass.
  async function pass() {
    for (let item; (item = items().find((i) => !i.error));) {
      try {
        const answer = await send(item);
        tries = 0;
        sent(item, answer);
        keep.drop(item.key);
      } catch (error) {
        if (error.again ?? true) {
          changed();
          return backOff(tries++, error.after);
        }
        keep.set(item.key, { ...item, error: error.message || error.code });
      }
      changed();
    }
    return null;
  }

  return {
    items, add, drain,
    wake() { tries = 0; drain(); },
    retry(item) { keep.set(item.key, { ...item, error: undefined }); tries = 0; changed(); drain(); },
    remove(item) { keep.drop(item.key); changed(); },
    get tries() { return tries; },
  };
}
