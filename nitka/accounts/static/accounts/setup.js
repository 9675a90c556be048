// The workspace's address follows the company's name until one writes another
const LETTERS = { а: "a", б: "b", в: "v", г: "g", д: "d", е: "e", ё: "e", ж: "zh", з: "z", и: "i", й: "y", к: "k", л: "l", м: "m", н: "n", о: "o", п: "p", р: "r", с: "s", т: "t", у: "u", ф: "f", х: "kh", ц: "ts", ч: "ch", ш: "sh", щ: "sch", ъ: "", ы: "y", ь: "", э: "e", ю: "yu", я: "ya" }
const company = document.getElementById("id_company"), own = document.getElementById("id_slug"), shown = document.querySelector("[data-slug]")

const slug = name => [...name.toLowerCase()].map(char => LETTERS[char] ?? char).join("").normalize("NFKD").replace(/[^\w\s-]/g, "").trim().replace(/[\s_-]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 48)

const show = () => { shown.textContent = own.value || slug(company.value) || "…" }

company.addEventListener("input", show)
own.addEventListener("input", show)
own.closest("details").addEventListener("toggle", () => { if (!own.value) own.value = slug(company.value) })
show()
