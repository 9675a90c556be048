/** The conversation as rows, merged by id whatever order and however often they come. */

const KEPT = 100;

/** Rows over keep: upsert, the cursor, what is unread; the last hundred are kept for a reload without a network. */
export function makeRows(keep) {
  let rows = new Map(), cursor = "";

  function load() {
    const saved = keep.get("log");
    for (const row of saved?.rows ?? []) upsert(row);
    cursor = cursor || saved?.next || "";
  }

  function upsert(row) {
    const old = rows.get(row.id);
    rows.set(row.id, old ? { ...old, ...row, state: later(old.state, row.state) } : row);
  }

  const sorted = () => [...rows.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));

  function save() {
    keep.set("log", { rows: sorted().slice(-KEPT), next: cursor });
  }

  return {
    load, save, upsert, sorted,
    get cursor() { return cursor; },
    set cursor(next) { cursor = next; },
    has: (id) => rows.has(id),
    clear() { rows = new Map(); cursor = ""; save(); },
    /** The agent has seen the visitor's rows up to this one. */
    seen(id) {
      const until = rows.get(id)?.at;
      for (const row of rows.values()) if (until && row.from === "visitor" && row.at <= until) row.state = "read";
      save();
    },
    /** The agent's rows after the one read last. */
    unread(readId) {
      const mark = rows.get(readId)?.at ?? "";
      return sorted().filter((row) => row.from === "agent" && row.at > mark);
    },
  };
}

const ORDER = ["sent", "delivered", "read"];
const later = (a, b) => ORDER[Math.max(ORDER.indexOf(a), ORDER.indexOf(b))] ?? b;
