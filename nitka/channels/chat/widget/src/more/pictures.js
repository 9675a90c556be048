/** Pictures are drawn on a canvas, so that a page's img-src rule cannot hide them. */
const MAX_EDGE = 480;

/** Draws every framed picture in the thread once it comes near the screen. */
export function makePictures({ h }) {
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      draw(h, target);
    }
  });
  return (root) => {
    for (const link of root.querySelectorAll(".pic:not([data-drawn])")) {
      link.dataset.drawn = "";
      seen.observe(link);
    }
  };
}

async function draw(h, link) {
  try {
    const answer = await fetch(link.href, { credentials: "omit" });
    const bitmap = await createImageBitmap(await answer.blob());
    link.replaceChildren(drawn(h, bitmap, link.textContent));
  } catch {
    link.classList.remove("pic");
  }
}

function drawn(h, bitmap, label) {
  const scale = Math.min(1, MAX_EDGE / Math.max(bitmap.width, bitmap.height));
  const canvas = h("canvas", { role: "img", "aria-label": label });
  canvas.width = Math.max(1, bitmap.width * scale);
  canvas.height = Math.max(1, bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas;
}
