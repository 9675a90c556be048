/** Both languages of the second file. */
import { clock, span } from "../text.js";

export const WORDS = {
  ru: {
    got: "Приняли", looks: (who) => `${who} смотрит`, finding: "Ищем, кто ответит", seen: "Прочитали", shut: "Никого на смене",
    till: (d) => `ответ к ${clock("ru", d)}`, here: "ответ здесь", over: "дольше обычного",
    nine: (w) => `Девять ответов из десяти приходят за ${span("ru", w)}.`,
    late: (w) => `Обычно отвечаем за ${span("ru", w)}, сейчас дольше. Вопрос не потерялся.`,
    unknown: "Срок не обещаем: ответов пока мало, чтобы его посчитать.",
    mayClose: "Окно можно закрыть: ответ останется здесь.", mayMail: "Окно можно закрыть: напишем и на почту.",
    from: (d) => `после ${clock("ru", d)}`,
    mail: "Почта, чтобы ответить и туда", mailHint: "Если закроете окно, ответ придёт письмом", keep: "Сохранить", skip: "Не нужно",
    mailBad: "Похоже на опечатку: нужен адрес вида name@mail.ru", mailOk: "Ответим здесь и на",
    big: (mb) => `больше ${mb} МБ, такой не примем`, empty: "пустой файл", many: (n) => `Файлов в сообщении может быть не больше ${n}`, notUp: "не загрузился", drag: "Отпустите, чтобы приложить",
    rate: "Оценить ответ", any: "Можно несколько", tell: "Расскажите, если хотите",
    saved: "Оценка записана.", thanks: "Спасибо, передали.", rateBad: "Оценка не записалась, нажмите ещё раз",
  },
  en: {
    got: "Received", looks: (who) => `${who} is on it`, finding: "Finding who answers", seen: "Read", shut: "Nobody on duty",
    till: (d) => `reply by ${clock("en", d)}`, here: "reply here", over: "longer than usual",
    nine: (w) => `Nine replies in ten come within ${span("en", w)}.`,
    late: (w) => `We usually reply within ${span("en", w)}; this takes longer. Your question is not lost.`,
    unknown: "We promise no time: there are too few replies yet to measure it.",
    mayClose: "You may close this window: the reply stays here.", mayMail: "You may close this window: we will e-mail the reply.",
    from: (d) => `after ${clock("en", d)}`,
    mail: "E-mail, to reply there too", mailHint: "If you close this window, the reply comes by e-mail", keep: "Save", skip: "No need",
    mailBad: "This looks mistyped: we need an address like name@mail.com", mailOk: "We reply here and to",
    big: (mb) => `over ${mb} MB, we cannot take it`, empty: "empty file", many: (n) => `No more than ${n} files in a message`, notUp: "was not uploaded", drag: "Drop to attach",
    rate: "Rate the answer", any: "Any number", tell: "Tell us more, if you like",
    saved: "Your rating is saved.", thanks: "Thank you, we passed it on.", rateBad: "The rating was not saved, press again",
  },
};
