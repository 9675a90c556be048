/** Pure text: links, times, sizes, colours. No DOM here. */

const scaled = (seconds) => seconds < 50 ? [10, "second"] : seconds < 3570 ? [60, "minute"] : [3600, "hour"];

/** {low: 180, high: 360} → «3–6 мин»; rounded up, so that a wait never looks shorter than it was. */
export function span(lang, { low, high }) {
  const [by, unit] = scaled(high), up = (s) => Math.ceil(s / by) * (by === 10 ? 10 : 1);
  const format = new Intl.NumberFormat(lang, { style: "unit", unit });
  return up(low) < up(high) ? format.formatRange(up(low), up(high)) : format.format(up(high));
}

/** 240 → «4 мин». */
export const soon = (lang, seconds) => span(lang, { low: seconds, high: seconds });

const format = (lang, options, date) => new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, options).format(new Date(date));

/** 09:21 in the reader's zone. */
export const clock = (lang, date) => format(lang, { timeStyle: "short" }, date);

/** сегодня, вчера, завтра, 17 нояб.; what lies further ahead with its weekday. */
export function day(lang, date, now) {
  const ago = Math.round((new Date(date).setHours(0, 0, 0, 0) - new Date(now).setHours(0, 0, 0, 0)) / 864e5);
  if (ago > 1) return format(lang, { weekday: "short", day: "numeric", month: "long" }, date);
  if (ago > -2) return new Intl.RelativeTimeFormat(lang, { numeric: "auto" }).format(ago, "day");
  return format(lang, { day: "numeric", month: "short", year: ago < -300 ? "numeric" : undefined }, date);
}

/** 1 234 567 → «1,2 МБ». */
export function size(lang, bytes) {
  const mb = bytes > 1e6;
  return new Intl.NumberFormat(lang, { style: "unit", unit: mb ? "megabyte" : "kilobyte", maximumFractionDigits: mb ? 1 : 0 }).format(Math.max(bytes / (mb ? 1048576 : 1024), 1));
}

/** A name that cannot pretend another direction or extension. */
export const plainName = (name) => (name ?? "").replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "");

const LINK = /\bhttps?:\/\/[^\s<>"'«»“”]+/gi;

/** Splits text into strings and {href}; only http and https become links, closing punctuation stays outside. */
export function pieces(text) {
  const out = [];
  let from = 0;
  for (const { 0: found, index } of text.matchAll(LINK)) {
    let raw = found.replace(/[.,;:!?…]+$/, "");
    if (raw.endsWith(")") && !raw.includes("(")) raw = raw.replace(/\)+$/, "");
    if (!safe(raw)) continue;
    out.push(text.slice(from, index), { href: raw });
    from = index + raw.length;
  }
  out.push(text.slice(from));
  return out.filter(Boolean);
}

/** True for an address that may stand in href. */
export function safe(url) {
  try {
    return /^https?:$/.test(new URL(url).protocol);
  } catch {
    return false;
  }
}

/** Black or white, whichever reads better on #rrggbb; undefined for anything else. */
export function inkOn(color) {
  if (!/^#[0-9a-f]{6}$/i.test(color)) return;
  const [r, g, b] = [1, 3, 5].map((i) => (parseInt(color.slice(i, i + 2), 16) / 255) ** 2.2);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#000" : "#fff";
}
