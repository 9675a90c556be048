// Does a name answer what was typed? Words in any order, the beginnings of words first, letters in order last;
// in the layout that was meant, too: «pfrhsnm» finds «закрыть».
const latin = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.", russian = "ёйцукенгшщзхъфывапролджэячсмитьбю"
const turned = new Map([...latin].flatMap((letter, n) => [[letter, russian[n]], [russian[n], letter]]))

const plain = text => text.toLowerCase().replaceAll("ё", "е").replaceAll("\u00a0", " ")

/** The same keys in the other layout. */
export const other = text => [...text.toLowerCase()].map(letter => turned.get(letter) ?? letter).join("")

const inOrder = (word, text) => {
  let at = -1, gaps = 0
  for (const letter of word) {
    const next = text.indexOf(letter, at + 1)
    if (next < 0) return Infinity
    gaps += at < 0 ? next : next - at - 1
    at = next
  }
  return gaps > word.length * 1.5 ? Infinity : gaps
}

const one = (word, text) => {
  if (text.startsWith(word)) return 0
  if (text.split(/[\s:«»“”"().,/-]+/).some(part => part.startsWith(word))) return 1
  const at = text.indexOf(word)
  if (at >= 0) return 2 + at / 100
  return word.length > 2 ? 10 + inOrder(word, text) : Infinity
}

const all = (asked, text) => asked.split(/\s+/).filter(Boolean).reduce((sum, word) => sum + one(word, text), 0)

/** Smaller is better; Infinity: not at all. */
export const score = (asked, name) => {
  const text = plain(name), found = Math.min(all(plain(asked), text), 0.5 + all(plain(other(asked)), text))
  return found > 60 ? Infinity : found
}

/** Rows whose label (or detail) answers, the best first. */
export const sift = (rows, asked) => {
  if (!asked.trim()) return rows
  return rows.map(row => [Math.min(score(asked, row.label), 3 + score(asked, row.detail ?? "")), row])
    .filter(([points]) => points < Infinity).sort((a, b) => a[0] - b[0]).map(([, row]) => row)
}
