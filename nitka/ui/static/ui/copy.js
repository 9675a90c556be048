// <button data-copy="id of the text">: copies it and says so for two seconds
addEventListener("click", async ({ target }) => {
  const button = target.closest?.("[data-copy]")
  if (!button) return
  const text = document.getElementById(button.dataset.copy)
  try {
    await navigator.clipboard.writeText((text.value ?? text.textContent).trim())
  } catch {
    getSelection().selectAllChildren(text) // no right to the clipboard: the text lies selected
    return
  }
  const label = button.querySelector("span") ?? button, was = label.textContent
  label.textContent = document.getElementById("t-copied").content.textContent
  setTimeout(() => { label.textContent = was }, 2000)
})
