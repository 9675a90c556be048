// A logo is made as small as it is shown before it is sent: it travels in every letter, as PNG, which every mail program shows.
const WIDE = 440, TALL = 128, field = document.getElementById("id_logo")

const small = async file => {
  const picture = await createImageBitmap(file)
  const scale = Math.min(1, WIDE / picture.width, TALL / picture.height)
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.max(1, Math.round(picture.width * scale)), height: Math.max(1, Math.round(picture.height * scale)) })
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise(made => canvas.toBlob(made, "image/png"))
  return blob && (blob.size < file.size || file.type === "image/webp") ? new File([blob], "logo.png", { type: "image/png" }) : file
}

field?.addEventListener("change", async () => {
  const [file] = field.files
  if (!file) return
  try {
    const files = new DataTransfer()
    files.items.add(await small(file))
    field.files = files.files
  } catch { /* no picture: the server says so */ }
})
