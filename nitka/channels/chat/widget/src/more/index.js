/** What a first look does not need: files, the wait, the e-mail, the rating. Comes when the panel is opened. */
import { makeContact } from "./contact.js";
import { dropZone } from "./drop.js";
import { makePictures } from "./pictures.js";
import { makeRating } from "./rating.js";
import styles from "./more.css";
import { makeUploads } from "./uploads.js";
import { makeWait } from "./wait.js";
import { WORDS } from "./words.js";

/** The parts over the widget's own kit, so that nothing is shipped twice. */
export function parts(kit, { chat, say }, form) {
  const both = () => {
    const { lang, words } = say();
    return { lang, words: { ...words, ...WORDS[lang] } };
  };
  const common = { chat, say: both };
  const uploads = makeUploads(kit, common, form);
  return {
    styles, uploads, contact: makeContact(kit, common), rating: makeRating(kit, common), wait: makeWait(kit, common), pictures: makePictures(kit),
    drop: (box) => dropZone(kit, box, both, uploads.take),
  };
}
