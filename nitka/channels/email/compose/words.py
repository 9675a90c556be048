"""What a letter says by itself, in both languages, and how it writes dates."""

from datetime import datetime

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "subject": "Your request",
        "quote": "Earlier in this conversation",
        "your_letter": "Your letter of {date}",
        "wrote": "{date}, {author}:",
        "reply_author": "Just reply to this letter: {author} will read it.",
        "reply": "Just reply to this letter.",
        "number": "Request {number}.",
        "support": "{brand} support",
        "stop": "Do not ask me again",
        "one_of": "You get “{name}” from us.",
        "unsubscribe": "Unsubscribe",
        "from": "{author}, {brand}",
        "confirm_subject": "Is this your address?",
        "say_code": "If it was you, write this code into the chat:",
        "open_page": "Or answer on our page",
        "only_page": "Please answer on our page",
        "not_you": "If it was not you, do nothing: nobody sees anything of yours.",
    },
    "ru": {
        "subject": "Ваше обращение",
        "quote": "Переписка раньше",
        "your_letter": "Ваше письмо от {date}",
        "wrote": "{date}, {author}:",
        "reply_author": "Ответьте прямо на это письмо: его прочтёт {author}.",
        "reply": "Ответьте прямо на это письмо.",
        "number": "Обращение {number}.",
        "support": "поддержка «{brand}»",
        "stop": "Больше не спрашивать",
        "one_of": "Вы получаете от нас «{name}».",
        "unsubscribe": "Отписаться",
        "from": "{author}, «{brand}»",
        "confirm_subject": "Это ваш адрес?",
        "say_code": "Если это вы, напишите этот код в чат:",
        "open_page": "Или ответьте на нашей странице",
        "only_page": "Ответьте, пожалуйста, на нашей странице",
        "not_you": "Если это не вы, ничего не делайте: ничего вашего никто не увидит.",
    },
}
_MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "ru": [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ],
}


def language_of(code: str) -> str:
    """`ru` or `en`."""
    return "ru" if code.lower().startswith("ru") else "en"


def word(language: str, key: str, **values: object) -> str:
    """One phrase."""
    return WORDS[language][key].format(**values)


def day(at: datetime, language: str) -> str:
    """18 ноября, 18 November."""
    return f"{at.day}\u00a0{_MONTHS[language][at.month - 1]}"


def moment(at: datetime, language: str) -> str:
    """18 ноября, 12:31."""
    return f"{day(at, language)}, {at:%H:%M}"


def first_name(author: str) -> str:
    """Вера of Вера Климова: how a person is named in a sentence."""
    return author.split()[0] if author.split() else ""
