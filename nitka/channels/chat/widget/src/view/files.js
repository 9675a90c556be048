/** Files inside a bubble; a picture waits as a frame of its final size until more/pictures.js draws it. */
import { h, icon } from "../dom.js";
import { plainName, safe, size } from "../text.js";

/** Links to the files of a message; a picture shows itself once it is near the screen. */
export function attachments(files, lang) {
  if (!files?.length) return null;
  return h("div.files", {}, files.map((file) => {
    const name = plainName(file.name);
    const href = file.url && safe(file.url) ? file.url : null;
    const link = h(href ? "a.file" : "span.file", href ? { href, target: "_blank", rel: "noopener noreferrer" } : {},
      icon("doc"), h("span", {}, h("bdi", {}, name), h("small", {}, size(lang, file.size))));
    if (file.image && href) link.classList.add("pic");
    return link;
  }));
}
