/** Both languages of the widget. Written, not translated; a function where a number or a name comes in. */
import { clock, day, soon, span } from "./text.js";

const ru = {
  ask: "Спросить", soon: (s) => `ответим за ${soon("ru", s)}`, close: "Свернуть чат", fresh: "новых ответов",
  duty: (n) => n < 5 ? `На смене ${["", "один человек", "двое", "трое", "четверо"][n]}` : `На смене: ${n}`,
  nobody: "Сейчас никого на смене. Напишите, ответим здесь", usual: (s) => `Отвечаем обычно за ${soon("ru", s)}`,
  opens: (d) => `Сейчас закрыто. Ответим ${day("ru", d, Date.now())}, после ${clock("ru", d)}`,
  hello: "Здравствуйте! Напишите вопрос, ответит человек.", log: "Переписка", say: "Сообщение", send: "Отправить",
  attach: "Файл или фото", by: "Работает на Нитке", newer: "Новые сообщения", you: "Вы",
  wait: "ждёт связи", sending: "отправляется", sent: "принято", delivered: "доставлено", read: "прочитано",
  failed: "Не отправлено", again: "Повторить", drop: "Убрать",
  types: "печатает",
  offline: "Нет связи. Сообщения подождут и уйдут сами.", down: "Сервер не отвечает. Сообщения подождут и уйдут сами.",
  long: (n, max) => `${n} из ${max} знаков. Сократите или пришлите файлом`,
};

const en = {
  ask: "Ask", soon: (s) => `reply in ${soon("en", s)}`, close: "Close chat", fresh: "new replies",
  duty: (n) => n === 1 ? "One person on duty" : `${["", "", "Two", "Three", "Four"][n] ?? n} on duty`,
  nobody: "Nobody is on duty now. Write, and we reply here", usual: (s) => `We usually reply in ${soon("en", s)}`,
  opens: (d) => `Closed now. We reply ${day("en", d, Date.now())}, after ${clock("en", d)}`,
  hello: "Hello! Ask your question, a person answers.", log: "Conversation", say: "Message", send: "Send",
  attach: "File or photo", by: "Runs on Nitka", newer: "New messages", you: "You",
  wait: "waiting for connection", sending: "sending", sent: "received", delivered: "delivered", read: "read",
  failed: "Not sent", again: "Try again", drop: "Remove",
  types: "is typing",
  offline: "No connection. Messages wait and go by themselves.", down: "The server does not answer. Messages wait and go by themselves.",
  long: (n, max) => `${n} of ${max} characters. Shorten it or send a file`,
};

export const WORDS = { ru, en };

/** The language of the widget: the first known one of the wishes. */
export const pickLanguage = (...wishes) => wishes.map((wish) => wish?.slice(0, 2).toLowerCase()).find((code) => WORDS[code]) ?? "en";
