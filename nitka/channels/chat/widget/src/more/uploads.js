/** Files on their way up: a line each with its progress, or in words why it is not taken. */

/** take(files) starts them; ready() is what a message may carry; moved() runs when one has arrived or failed. */
export function makeUploads({ h, icon, plainName, size }, { chat, say }, { complain, moved }) {
  const node = h("ul.up", { hidden: true });
  let files = [];

  function take(chosen) {
    const { words } = say(), { file: max, files: most } = chat.config.limits;
    for (const file of chosen) {
      const name = plainName(file.name) || "image.png";
      if (!file.size) complain(`${name}: ${words.empty}`);
      else if (file.size > max) complain(`${name}: ${words.big(Math.floor(max / 1048576))}`);
      else if (files.length >= most) complain(words.many(most));
      else start({ file, name, size: file.size, done: 0 });
    }
    draw();
  }

  async function start(entry) {
    if (!files.includes(entry)) files.push(entry);
    entry.error = "";
    draw();
    try {
      Object.assign(entry, await chat.within(() => upload(chat.doors, entry)));
    } catch (error) {
      entry.error = error.message || say().words.notUp;
      entry.again = error.again;
    }
    draw();
    moved();
  }

  function drop(entry) {
    entry.request?.abort();
    files = files.filter((file) => file !== entry);
    draw();
    chat.focus();
  }

  function draw() {
    const { words, lang } = say();
    node.hidden = !files.length;
    node.replaceChildren(...files.map((entry) => {
      const going = !entry.id && !entry.error;
      entry.bar = going ? h("progress", { max: 100, value: entry.done, "aria-label": entry.name }) : null;
      return h(entry.error ? "li.bad" : "li", {}, icon(entry.error ? "warn" : "doc", "s"), h("bdi.cut", {}, entry.name),
        h("small", {}, entry.error || size(lang, entry.size)), entry.bar,
        entry.error && entry.again && h("button.link", { type: "button", onclick: () => start(entry) }, words.again),
        h("button.link.rm", { type: "button", "aria-label": `${words.drop} ${entry.name}`, onclick: () => drop(entry) }, icon("x", "s")));
    }));
  }

  return {
    node, take, draw,
    going: () => files.some((file) => !file.id && !file.error),
    ready: () => files.filter((file) => file.id).map(({ id, name, type, size: bytes, image }) => ({ id, name, type, size: bytes, image })),
    /** The message took the arrived ones along; what failed stays to be seen. */
    clear() { files = files.filter((file) => file.error); draw(); },
    /** Uploads that broke with the connection go on when it is back. */
    wake: () => files.filter((file) => file.error && file.again).forEach(start),
  };
}

// XMLHttpRequest, because fetch does not tell how much of an upload has gone.
function upload({ plain, refusal }, entry) {
  return new Promise((resolve, reject) => {
    const request = entry.request = new XMLHttpRequest(), form = new FormData(), [url, headers] = plain("files");
    form.append("file", entry.file, entry.name);
    request.open("POST", url);
    for (const key in headers) request.setRequestHeader(key, headers[key]);
    request.upload.onprogress = ({ loaded, total }) => {
      entry.done = 100 * loaded / total;
      if (entry.bar) entry.bar.value = entry.done;
    };
    request.onload = () => request.status < 300 ? resolve(JSON.parse(request.responseText))
      : reject(refusal(request.status, request.responseText, request.getResponseHeader("Retry-After")));
    request.onerror = request.onabort = () => reject(refusal(0, ""));
    request.send(form);
  });
}
