/** On a phone the panel is a page of its own: a real Back, the keyboard's height, the focus kept inside. */
import { set } from "../dom.js";

const NARROW = "(max-width: 767.98px)";

export function makePhone({ box, root, host, close }) {
  const narrow = matchMedia(NARROW), view = globalThis.visualViewport;
  let pushed = false, entered = false, overflow = "";

  // The visible part above the keyboard; iOS keeps 100dvh at full height.
  function fit() {
    const on = entered && narrow.matches && view && view.scale === 1;
    host.style.setProperty("--vh", on ? `${view.height}px` : "100dvh");
    host.style.setProperty("--vt", on ? `${view.offsetTop}px` : "0px");
  }

  function modal() {
    const on = entered && narrow.matches;
    set(box, "aria-modal", on ? "true" : null);
    document.documentElement.style.overflow = on ? "hidden" : overflow;
    fit();
  }

  view?.addEventListener("resize", fit);
  view?.addEventListener("scroll", fit);
  narrow.addEventListener("change", modal);
  addEventListener("popstate", () => {
    if (!pushed || history.state?.nitka) return;
    pushed = false;
    close();
  });

  return {
    /** True after a reload of the page while the panel had its own history entry. */
    here: () => narrow.matches && history.state?.nitka === true,
    entered() {
      overflow = document.documentElement.style.overflow;
      entered = true;
      if (narrow.matches) {
        if (!history.state?.nitka) history.pushState({ ...history.state, nitka: true }, "");
        pushed = true;
      }
      modal();
    },
    left() {
      entered = false;
      modal();
      document.documentElement.style.overflow = overflow;
      if (pushed) {
        pushed = false;
        history.back();
      }
    },
    trap(event) {
      if (event.key !== "Tab" || !narrow.matches) return;
      const all = [...root.querySelectorAll("button, a[href], input, textarea, [tabindex='0']")]
        .filter((el) => !el.disabled && el.tabIndex >= 0 && el.checkVisibility());
      const here = root.getRootNode().activeElement, edge = event.shiftKey ? all[0] : all.at(-1);
      if (here !== edge) return;
      event.preventDefault();
      (event.shiftKey ? all.at(-1) : all[0]).focus();
    },
  };
}
