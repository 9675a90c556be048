/** Elements without innerHTML: a page may demand Trusted Types, and nothing written by people is ever parsed. */
import { ICONS } from "./icons.js";

const SVG = "http://www.w3.org/2000/svg";

/** h("p.mine", {dir: "auto", onclick}, ...children): null and false children are left out. */
export function h(tag, props, ...children) {
  const [name, ...classes] = tag.split(".");
  const node = document.createElement(name || "div");
  if (classes.length) node.className = classes.join(" ");
  for (const [key, value] of Object.entries(props ?? {})) set(node, key, value);
  node.append(...children.flat().filter((c) => c != null && c !== false));
  return node;
}

/** A property for handlers and values, an attribute for the rest; null or false takes it away. */
export function set(node, key, value) {
  if (key.startsWith("on") || key === "value" || key === "hidden" || key === "disabled" || key === "checked") node[key] = value;
  else if (value == null || value === false) node.removeAttribute(key);
  else if (node.getAttribute(key) !== String(value)) node.setAttribute(key, value);
}

/** A drawing of paths, each [d, class], on a square grid. */
export function paths(grid, classes, ...shapes) {
  const make = (tag, attributes) => {
    const node = document.createElementNS(SVG, tag);
    for (const key in attributes) set(node, key, attributes[key]);
    return node;
  };
  const svg = make("svg", { viewBox: `0 0 ${grid} ${grid}`, class: classes, "aria-hidden": "true" });
  svg.append(...shapes.map(([d, name]) => make("path", { d, class: name })));
  return svg;
}

/** One of ICONS. */
export const icon = (name, classes = "") => paths(16, `i ${classes}`, [ICONS[name]]);

/** Initials on a quiet ground, coloured by hue. */
export function avatar({ initials, hue }, small) {
  const node = h(small ? "span.ava.s" : "span.ava", { "aria-hidden": "true" }, plain(initials));
  node.style.setProperty("--h", Number(hue) || 268);
  return node;
}

const plain = (text) => (text ?? "").slice(0, 3);

/** Replaces the children only when the signature changed, so that focus and selection survive. */
export function refill(node, signature, make) {
  if (node.sign === signature) return;
  node.sign = signature;
  node.replaceChildren(...[make()].flat().filter(Boolean));
}

/** Adds styles: constructable sheets pass a strict style-src. The page's root font size is not ours, so rem is
    measured by the reader's own size. */
export function dress(root, styles) {
  const probe = h("span");
  probe.style.cssText = "all:initial;position:absolute;width:1em;visibility:hidden";
  root.append(probe);
  const rem = parseFloat(getComputedStyle(probe).fontSize) || 16;
  probe.remove();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles.replace(/([\d.]+)rem/g, (_, n) => `${n * rem}px`));
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
