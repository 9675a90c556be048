/** Both languages of the second file. */
export const WORDS = {
  ru: {
    mail: "Почта, чтобы ответить и туда", mailHint: "Если закроете окно, ответ придёт письмом", keep: "Сохранить", skip: "Не нужно",
    mailBad: "Похоже на опечатку: нужен адрес вида name@mail.ru", mailOk: "Ответим здесь и на",
    big: (mb) => `больше ${mb} МБ, такой не примем`, empty: "пустой файл", many: (n) => `Файлов в сообщении может быть не больше ${n}`, notUp: "не загрузился", drag: "Отпустите, чтобы приложить",
    rate: "Оценить ответ", any: "Можно несколько", tell: "Расскажите, если хотите",
    saved: "Оценка записана.", thanks: "Спасибо, передали.", rateBad: "Оценка не записалась, нажмите ещё раз",
  },
  en: {
    mail: "E-mail, to reply there too", mailHint: "If you close this window, the reply comes by e-mail", keep: "Save", skip: "No need",
    mailBad: "This looks mistyped: we need an address like name@mail.com", mailOk: "We reply here and to",
    big: (mb) => `over ${mb} MB, we cannot take it`, empty: "empty file", many: (n) => `No more than ${n} files in a message`, notUp: "was not uploaded", drag: "Drop to attach",
    rate: "Rate the answer", any: "Any number", tell: "Tell us more, if you like",
    saved: "Your rating is saved.", thanks: "Thank you, we passed it on.", rateBad: "The rating was not saved, press again",
  },
};
