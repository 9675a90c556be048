/** Files dropped on the panel. */

/** Marks the panel while files hang over it, and takes them when they fall. */
export function dropZone({ set }, box, say, take) {
  let depth = 0;
  const mark = (on) => { box.classList.toggle("drop", on); set(box, "data-drop", on ? say().words.drag : null); };
  const carries = (e) => e.dataTransfer?.types.includes("Files");
  box.addEventListener("dragenter", (e) => carries(e) && mark(++depth > 0));
  box.addEventListener("dragleave", (e) => carries(e) && mark(--depth > 0));
  box.addEventListener("dragover", (e) => carries(e) && e.preventDefault());
  box.addEventListener("drop", (e) => {
    if (!carries(e)) return;
    e.preventDefault();
    mark((depth = 0) > 0);
    take([...e.dataTransfer.files]);
  });
}
