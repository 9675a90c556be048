"""What the words of moments mean. Forms are listed by their stems: «пятниц» is пятница, пятницу, пятницы."""

WEEKDAYS = {
    0: ("понедельник", "пн", "monday", "mon"),
    1: ("вторник", "вт", "tuesday", "tue", "tues"),
    2: ("сред", "ср", "wednesday", "wed"),
    3: ("четверг", "чт", "thursday", "thu", "thur", "thurs"),
    4: ("пятниц", "пт", "friday", "fri"),
    5: ("суббот", "сб", "saturday", "sat"),
    6: ("воскресень", "вс", "sunday", "sun"),
}
MONTHS = {
    1: ("январ", "янв", "january", "jan"),
    2: ("феврал", "фев", "february", "feb"),
    3: ("март", "мар", "march", "mar"),
    4: ("апрел", "апр", "april", "apr"),
    5: ("май", "мая", "мае", "may"),
    6: ("июн", "june", "jun"),
    7: ("июл", "july", "jul"),
    8: ("август", "авг", "august", "aug"),
    9: ("сентябр", "сен", "сент", "september", "sep", "sept"),
    10: ("октябр", "окт", "october", "oct"),
    11: ("ноябр", "ноя", "нояб", "november", "nov"),
    12: ("декабр", "дек", "december", "dec"),
}
DAYS = {"сегодня": 0, "today": 0, "завтра": 1, "tomorrow": 1, "tmr": 1, "tmrw": 1, "послезавтра": 2}
# The hour a part of the day begins at, and the hour it is taken to mean.
PARTS = {
    "утро": 9, "утром": 9, "утра": 9, "утру": 9, "morning": 9,
    "полдень": 12, "полудня": 12, "noon": 12, "midday": 12,
    "обед": 13, "обеда": 13, "обеду": 13, "днем": 14, "afternoon": 14,
    "вечер": 18, "вечером": 18, "вечера": 18, "вечеру": 18, "evening": 18, "tonight": 18,
    "ночью": 23, "night": 21,
}  # fmt: skip
UNITS = {
    "minute": ("минут", "мин", "м", "minute", "min", "mins", "m"),
    "hour": ("час", "ч", "hour", "hr", "hrs", "h"),
    "day": ("день", "дня", "дней", "дн", "д", "сутки", "суток", "day", "d"),
    "week": ("недел", "нед", "week", "wk", "w"),
    "month": ("месяц", "мес", "month"),
}
NUMBERS = {
    "a": 1, "an": 1, "one": 1, "один": 1, "одну": 1, "одного": 1,
    "two": 2, "два": 2, "две": 2, "двух": 2, "couple": 2, "пару": 2,
    "three": 3, "три": 3, "трех": 3, "four": 4, "четыре": 4, "five": 5, "пять": 5, "six": 6, "шесть": 6,
    "seven": 7, "семь": 7, "eight": 8, "восемь": 8, "nine": 9, "девять": 9, "ten": 10, "десять": 10,
}  # fmt: skip
# Words that may stand anywhere and change nothing.
FILLERS = {
    "до", "к", "ко", "на", "в", "во", "с", "со", "и", "года", "году", "г", "число", "числа", "ровно", "где", "то",
    "until", "till", "til", "by", "on", "the", "of", "this", "эту", "этот", "это", "этой", "ближайший", "ближайшую",
    "from", "now", "sharp", "oclock", "o'clock", "later", "позже", "отложи", "отложить", "snooze",
}  # fmt: skip
NEXT = {"next", "следующий", "следующую", "следующее", "следующей", "следующего", "следующем", "след", "будущей"}
WEEKEND = {"weekend", "выходные", "выходных", "выходным"}
LATER = {"через", "спустя", "in", "after"}


def number(word: str) -> int | None:
    """A number in digits or as a word."""
    if word.isascii() and word.isdecimal() and len(word) < 5:
        return int(word)
    return NUMBERS.get(word)


def weekday(word: str) -> int | None:
    """Monday is 0."""
    return _of(WEEKDAYS, word)


def month(word: str) -> int | None:
    """January is 1."""
    return _of(MONTHS, word)


def unit(word: str) -> str | None:
    """minute, hour, day, week or month."""
    for name, forms in UNITS.items():
        if any(_is(word, form) for form in forms):
            return name
    return None


def _of(table: dict[int, tuple[str, ...]], word: str) -> int | None:
    return next((key for key, forms in table.items() if any(_is(word, form) for form in forms)), None)


ENDINGS = {"", "а", "у", "ы", "и", "е", "я", "ю", "ь", "ом", "ой", "ов", "ам", "ах", "ём", "ем", "s"}
_SHORT = 4


def _is(word: str, form: str) -> bool:
    """A form itself, or a stem of four letters and more with one of the endings."""
    if len(form) < _SHORT:
        return word == form or (len(form) == _SHORT - 1 and word == form + "s") or (form == "час" and _hours(word))
    return word.startswith(form) and word[len(form) :] in ENDINGS


def _hours(word: str) -> bool:
    return word in {"часа", "часов", "часу", "часик"}
