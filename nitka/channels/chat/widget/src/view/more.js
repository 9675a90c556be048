/** Fetches the second file once, when the panel is first opened; without a network it is tried again. */
import { h, icon, paths, refill, set } from "../dom.js";
import { plainName, size } from "../text.js";
import { listed } from "./log.js";

const KIT = { h, icon, paths, refill, set, plainName, size, listed };

/** load() gives the parts or null for now; ready(parts) runs once. */
export function makeMore({ chat, say, uploads, ready }) {
  let asked = null;
  return {
    now: null,
    load() {
      return asked ??= import(chat.doors.absolute("/widget.js?part=more")).then(({ parts }) => {
        this.now = parts(KIT, { chat, say }, uploads);
        ready(this.now);
        return this.now;
      }).catch(() => asked = null);
    },
  };
}
