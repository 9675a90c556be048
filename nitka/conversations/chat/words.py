"""What the doors say to people, in the reader's language."""

from django.utils.translation import gettext, gettext_noop, override

WORDS: dict[str, str] = {
    "not_found": gettext_noop("There is no such chat."),
    "no_file": gettext_noop("There is no such file."),
    "virus": gettext_noop("The virus scanner stopped this file."),
    "unsure": gettext_noop("The virus scanner does not answer: try again in a minute."),
    "method": gettext_noop("This address is not asked like that."),
    "origin": gettext_noop("This chat does not work on this site."),
    "session": gettext_noop("The session has ended: open the chat again."),
    "json": gettext_noop("The request is not a JSON object."),
    "id": gettext_noop("“id” must be a UUID."),
    "text": gettext_noop("“text” must be a string."),
    "text_long": gettext_noop("The message is longer than {n} characters: send it in parts."),
    "empty": gettext_noop("Write something or attach a file."),
    "files": gettext_noop("“files” must be a list of up to {n} file ids."),
    "file_id": gettext_noop("One of the files is not known: attach it again."),
    "email": gettext_noop("This is not an e-mail address."),
    "phone": gettext_noop("This is not a phone number."),
    "name": gettext_noop("“name” must be a string."),
    "contact": gettext_noop("Name an e-mail, a phone or a name."),
    "cursor": gettext_noop("“after” is not a cursor of ours."),
    "receipt": gettext_noop("“delivered” and “read” are ids of messages."),
    "multipart": gettext_noop("Send the file as multipart/form-data, in one part."),
    "too_large": gettext_noop("This is larger than {n} MB."),
    "quota": gettext_noop("That is more than {n} MB of files in a day: write without a file, or send it tomorrow."),
    "body_large": gettext_noop("The request is too large."),
    "slow": gettext_noop("The request took too long to arrive."),
    "rate": gettext_noop("Too many requests: try again in {n} s."),
    "busy": gettext_noop("We are busy: try again in a moment."),
    "refused": gettext_noop("We could not store this."),
}


def say(name: str, language: str, n: object = "") -> str:
    """One sentence in `ru` or `en`."""
    with override(language):
        return gettext(WORDS[name]).format(n=n)


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
