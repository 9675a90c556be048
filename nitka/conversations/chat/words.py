"""What the doors say to people, in the reader's language."""

WORDS: dict[str, tuple[str, str]] = {
    "not_found": ("There is no such chat.", "Такого чата нет."),
    "no_file": ("There is no such file.", "Такого файла нет."),
    "method": ("This address is not asked like that.", "К этому адресу обращаются иначе."),
    "origin": ("This chat does not work on this site.", "На этом сайте чат не работает."),
    "session": ("The session has ended: open the chat again.", "Сеанс закончился: откройте чат заново."),
    "json": ("The request is not a JSON object.", "Запрос — не объект JSON."),
    "id": ("“id” must be a UUID.", "«id» должен быть UUID."),
    "text": ("“text” must be a string.", "«text» должен быть строкой."),
    "text_long": (
        "The message is longer than {n} characters: send it in parts.",
        "Сообщение длиннее {n} символов: отправьте его по частям.",
    ),
    "empty": ("Write something or attach a file.", "Напишите что-нибудь или приложите файл."),
    "files": ("“files” must be a list of up to {n} file ids.", "«files» — список номеров файлов, не больше {n}."),
    "file_id": ("One of the files is not known: attach it again.", "Один из файлов неизвестен: приложите его снова."),
    "email": ("This is not an e-mail address.", "Это не похоже на адрес почты."),
    "phone": ("This is not a phone number.", "Это не похоже на номер телефона."),
    "name": ("“name” must be a string.", "«name» должен быть строкой."),
    "contact": ("Name an e-mail, a phone or a name.", "Укажите почту, телефон или имя."),
    "cursor": ("“after” is not a cursor of ours.", "«after» — не наш курсор."),
    "receipt": ("“delivered” and “read” are ids of messages.", "«delivered» и «read» — номера сообщений."),
    "multipart": (
        "Send the file as multipart/form-data, in one part.",
        "Отправьте файл одной частью multipart/form-data.",
    ),
    "too_large": ("This is larger than {n} MB.", "Это больше {n} МБ."),
    "body_large": ("The request is too large.", "Запрос слишком велик."),
    "slow": ("The request took too long to arrive.", "Запрос шёл слишком долго."),
    "rate": ("Too many requests: try again in {n} s.", "Слишком много запросов: повторите через {n} с."),
    "busy": ("We are busy: try again in a moment.", "Сейчас много обращений: повторите через минуту."),
    "refused": ("We could not store this.", "Не получилось это сохранить."),
}


def say(name: str, language: str, n: object = "") -> str:
    """One sentence in `ru` or `en`."""
    english, russian = WORDS[name]
    return (russian if language == "ru" else english).format(n=n)


def choose(given: str, header: str) -> str:
    """The reader's language: what they named, else the first of ours in Accept-Language, else English."""
    if given[:2] in ("ru", "en"):
        return given[:2]
    best, found = 0.0, "en"
    for part in header[:500].split(","):
        name, _, weight = part.strip().partition(";")
        quality = _quality(weight)
        if name[:2].lower() in ("ru", "en") and quality > best:
            best, found = quality, name[:2].lower()
    return found


def _quality(weight: str) -> float:
    try:
        return float(weight.strip().removeprefix("q=")) if weight.strip() else 1.0
    except ValueError:
        return 0.0
