/** Who this visitor is to the channel: a token made when first needed, by one tab for all. */
import { alone } from "./keep.js";

/** token() now or null; ensure() makes one; renew(bad) replaces a refused one; stream() a signed address of the stream. */
export function makeSession({ keep, channel, doors, changed, page }) {
  const token = () => keep.get("session");
  let first = null;

  const ensure = () => alone(`${channel}:session`, async () => {
    if (token()) return;
    const made = await doors().post("sessions", page());
    keep.set("session", made.session);
    first = made.stream;
  });

  async function renew(bad) {
    if (bad && token() === bad) {
      keep.drop("session");
      keep.drop("event");
      changed();
    }
    await ensure();
  }

  /** Runs a call; a session the server no longer knows is replaced once and the call is made again. */
  async function within(call) {
    await ensure();
    const used = token();
    try {
      return await call();
    } catch (error) {
      if (error.status !== 401) throw error;
      await renew(used);
      return call();
    }
  }

  async function stream() {
    const url = first ?? (await within(() => doors().get("stream"))).stream;
    first = null;
    return doors().absolute(url);
  }

  return { token, ensure, within, stream };
}
