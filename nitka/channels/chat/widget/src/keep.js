/** What the browser keeps for one channel. Without localStorage (blocked, full) it lives as long as the page. */

/** keep.get/set/drop by short names, keep.list(prefix) sorted, keep.watch(fn) for changes made by other tabs. */
export function makeKeep(channel, storage = openStorage(), target = globalThis) {
  const prefix = `nitka:${channel}:`;
  const memory = new Map();
  const read = (key) => memory.get(key) ?? storage?.getItem(key) ?? null;
  return {
    name: channel,
    get(name, otherwise = null) {
      try {
        return JSON.parse(read(prefix + name)) ?? otherwise;
      } catch {
        return otherwise;
      }
    },
    set(name, value) {
      const key = prefix + name, text = JSON.stringify(value);
      try {
        storage.setItem(key, text);
        memory.delete(key);
      } catch {
        memory.set(key, text);
      }
    },
    drop(name) {
      memory.delete(prefix + name);
      storage?.removeItem(prefix + name);
    },
    list(start) {
      const keys = new Set(memory.keys());
      for (let i = 0; i < (storage?.length ?? 0); i++) keys.add(storage.key(i));
      return [...keys].filter((k) => k.startsWith(prefix + start)).map((k) => k.slice(prefix.length)).sort();
    },
    watch(fn) {
      target.addEventListener("storage", (e) => e.key?.startsWith(prefix) && fn(e.key.slice(prefix.length)));
    },
  };
}

function openStorage() {
  try {
    localStorage.setItem("nitka:?", "1");
    localStorage.removeItem("nitka:?");
    return localStorage;
  } catch {
    return null;
  }
}

/** A random UUID; a page without https has no crypto.randomUUID, but names its blobs by one. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const url = URL.createObjectURL(new Blob());
  URL.revokeObjectURL(url);
  return url.slice(-36);
}

/** Runs fn in one tab at a time; without Web Locks (or in a sandbox) it just runs: the doors know a repeated id. */
export const alone = (name, fn) => globalThis.navigator?.locks && globalThis.origin !== "null" ? navigator.locks.request(`nitka:${name}`, fn) : fn();
