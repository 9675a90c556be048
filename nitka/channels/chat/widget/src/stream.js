/** The live connection: server-sent events that come back by themselves and resume after the last id. */
import { backOff } from "./doors.js";

const DEAD_AFTER = 40_000;

/** open() keeps a stream until close(); fresh() gives a signed address, event(kind, data) hears, state(up) tells. */
export function makeStream({ fresh, event, state, keep, Source = globalThis.EventSource }) {
  let source = null, wanted = false, tries = 0, timer = 0, pulse = 0, turn = 0;

  async function connect() {
    const mine = ++turn;
    clearTimeout(timer);
    let url;
    try {
      url = await fresh();
    } catch (error) {
      if (mine === turn) retry(error.after);
      return;
    }
    if (mine !== turn || !wanted) return;
    const last = keep.get("event");
    if (last) url += `${url.includes("?") ? "&" : "?"}after=${encodeURIComponent(last)}`;
    source = new Source(url);
    source.onmessage = (e) => mine === turn && hear(e);
    source.onerror = () => mine === turn && retry();
    beat();
  }

  function hear(e) {
    beat();
    if (e.lastEventId) keep.set("event", e.lastEventId);
    const { kind, data } = JSON.parse(e.data);
    if (kind === "revoked") return retry();
    if (kind === "hello") {
      tries = 0;
      state(true);
    }
    event(kind, data ?? {});
  }

  function beat() {
    clearTimeout(pulse);
    pulse = setTimeout(retry, DEAD_AFTER);
  }

  function retry(after) {
    shut();
    state(false);
    if (wanted) timer = setTimeout(connect, backOff(tries++, Number(after) || 0));
  }

  function shut() {
    turn++;
    source?.close();
    source = null;
    clearTimeout(timer);
    clearTimeout(pulse);
  }

  return {
    open() {
      if (!wanted) {
        wanted = true;
        connect();
      }
    },
    /** After sleep or a network change the old connection may be a ghost: a new one is cheap. */
    renew() {
      if (!wanted) return;
      shut();
      tries = 0;
      connect();
    },
    close() {
      wanted = false;
      shut();
    },
  };
}
