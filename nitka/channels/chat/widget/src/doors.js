/** The server's doors of one channel. A failure is a Refusal: `again` says whether the same call may help later. */

export class Refusal extends Error {
  constructor(status, code, message, after) {
    super(message);
    Object.assign(this, { status, code, after, again: !status || status === 429 || status >= 500 || status === 408 });
  }
}

const TIMEOUT = 20_000;

/** Calls of `<origin>/chat/<channel>/…`; session() gives the token, language() the language of errors. */
export function makeDoors(origin, channel, session, language) {
  const base = `${origin}/chat/${channel}/`;

  async function call(method, path, body, token = session()) {
    const headers = { Accept: "application/json", "Accept-Language": language() };
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    let answer;
    try {
      answer = await fetch(new URL(path, base), {
        method, headers, body: body && JSON.stringify(body), credentials: "omit", cache: "no-store", signal: AbortSignal.timeout(TIMEOUT),
      });
      if (answer.ok) return answer.status === 204 ? null : await answer.json();
    } catch (error) {
      throw new Refusal(0, "network", error.message);
    }
    throw refusal(answer.status, await answer.text().catch(() => ""), answer.headers.get("Retry-After"));
  }

  return {
    get: (path) => call("GET", path),
    post: (path, body = {}) => call("POST", path, body),
    absolute: (url) => new URL(url, origin).href,
    /** For what fetch cannot do: an address with its headers. */
    plain: (path) => [new URL(path, base).href, { Authorization: `Bearer ${session()}`, "Accept-Language": language() }],
    refusal,
    /** The rating's address is signed and lies outside of the chat's: what it asks, or with a body the answer. */
    rating: (url, body) => call(body ? "POST" : "GET", new URL(url, origin).href, body, ""),
  };
}

function refusal(status, text, after) {
  let error = {};
  try {
    error = JSON.parse(text).error ?? {};
  } catch { /* a proxy's page, not ours */ }
  return new Refusal(status, error.code ?? String(status), error.message ?? "", Number(after) || 0);
}

/** Seconds → milliseconds of the next try: 1, 2, 4 … 30 s, with jitter; never before the server's Retry-After. */
export const backOff = (tries, after = 0, random = Math.random) => Math.max(after * 1000, Math.min(30_000, 1000 * 2 ** tries) * (0.5 + random() / 2));
