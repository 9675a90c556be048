"""What the columns of a file are, by what they are called and by how their values look."""

import re
from collections.abc import Callable, Mapping, Sequence

from nitka.customers import normalise
from nitka.imports import targets, values
from nitka.kit.latin import slug

ENOUGH = 0.7  # of the cells that are filled

_WORDS: tuple[tuple[str, str], ...] = (
    (targets.EXTERNAL, r"id|ид|guid|external id|внешний (номер|код|id)|код( клиента)?|номер клиента|customer id"
                       r"|user id"),
    (targets.NAME, r"фио|ф и о|имя фамилия|фамилия имя( отчество)?|полное имя|клиент|покупатель|контактное лицо"
                   r"|наименование|full ?name|name|customer"),
    (targets.COMPANY, r"компания|организация|company|organi[sz]ation|место работы|работодатель"),
    (targets.DOMAIN, r"сайт( компании)?|домен( компании)?|website|company (domain|site)"),
    (targets.LABELS, r"метк[аи]|теги?|ярлыки?|labels?|tags?"),
    (targets.ROLE, r"должность|position|job title"),
    (targets.LANGUAGE, r"язык|language|lang|locale"),
    (targets.CURRENCY, r"валюта|currency"),
    (targets.FIRST, r"имя|first ?name|given name"),
    (targets.MIDDLE, r"отчество|middle ?name|patronymic"),
    (targets.LAST, r"фамилия|last ?name|surname|family name"),
    ("email", r".*\b(e ?mail|емейл|имейл|электронная почта|эл почта|почта|mail)\b.*"),
    ("phone", r".*\b(тел|телефон|телефоны|мобильный|моб|сотовый|phone|mobile|tel|cell)\b.*"),
    ("card", r".*\b(карта|карты|loyalty card|card|дисконт)\b.*"),
    ("user", r"логин|login|username"),
    ("telegram", r"telegram|телеграм|tg"),
    ("whatsapp", r"whatsapp|ватсап|вацап"),
    ("vk", r"vk|вк|вконтакте"),
    ("instagram", r"instagram|инстаграм"),
)  # fmt: skip
_KEYS = {
    "город": "city", "town": "city", "баллы": "points", "бонусы": "points", "др": "birthday", "пол": "gender",
    "дата рождения": "birthday", "день рождения": "birthday", "birth date": "birthday", "date of birth": "birthday",
    "адрес": "address", "сумма": "total", "сумма покупок": "total", "страна": "country", "регион": "region",
    "статус": "status",
    "сегмент": "segment", "тип": "type",
}  # fmt: skip
_LEFT = re.compile(
    "примечани|комментари|заметк|note|comment|паспорт|passport|парол|password|^инн$|снилс|^причина$|^reason$"
)


def mapping(columns: Sequence[str], rows: Sequence[Sequence[str]], known: Mapping[str, str]) -> list[str]:
    """A target for each column, "" for one to leave out; `known`: attributes there are and their sorts."""
    taken: set[str] = set()
    found = []
    for place, name in enumerate(columns):
        cells = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
        target = _target(name, cells, known)
        if target in taken and target not in targets.IDENTITIES:
            target = ""
        taken.add(target)
        found.append(target)
    if targets.CURRENCY in taken:  # what is a sum beside it is money
        found = [re.sub(r"^(own:(?:total|spent|price|summa\w*|revenue)):number\Z", r"\1:money", one) for one in found]
    if targets.NAME in taken:  # the whole name is there: its parts would be a second one
        found = ["" if one in (targets.FIRST, targets.MIDDLE, targets.LAST) else one for one in found]
    return found


def _target(name: str, cells: Sequence[str], known: Mapping[str, str]) -> str:
    plain = " ".join(re.sub(r"[^\w]+", " ", name.lower().replace("_", " ")).split())
    if not cells or _LEFT.search(plain):
        return ""
    for target, words in _WORDS:
        if re.fullmatch(words, plain) and _looks(target, cells):
            return target
    if _share(cells, lambda cell: normalise.email(cell) is not None) >= ENOUGH:
        return "email"
    if _share(cells, _is_phone) >= ENOUGH:
        return "phone"
    key = key_of(name)
    if not key:
        return ""
    return f"{targets.OWN}{key}" if key in known else f"{targets.OWN}{key}:{sort_of(cells)}"


def _looks(target: str, cells: Sequence[str]) -> bool:
    if target == "email":
        return _share(cells, lambda cell: normalise.email(cell) is not None) >= 0.3
    if target == "phone":
        return _share(cells, lambda cell: bool(normalise.phones(cell))) >= 0.3
    if target == targets.DOMAIN:
        return _share(cells, lambda cell: "." in cell) >= ENOUGH
    if target == targets.LANGUAGE:
        return _share(cells, lambda cell: bool(_read(values.language, cell))) >= ENOUGH
    if target == targets.EXTERNAL:
        return len(set(cells)) * 3 > len(cells)
    return True


def _read(how: Callable[[str], str], cell: str) -> str:
    try:
        return how(cell)
    except values.Unfit:
        return ""


def _is_phone(cell: str) -> bool:
    digits = sum(sign.isdigit() for sign in cell)
    return 10 <= digits <= 15 and cell[:1] in "+78(" and bool(normalise.phones(cell))


def _share(cells: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, cells)) / len(cells)


def sort_of(cells: Sequence[str]) -> str:
    """What an attribute holds whose values look so."""
    if all(values.fits(cell, "money") for cell in cells):
        return "money"
    for sort in ("yesno", "date", "number"):
        if all(values.fits(cell, sort) for cell in cells) and (sort != "yesno" or len({*cells}) <= 4):
            return sort
    return "text"


def key_of(name: str) -> str:
    """The key of an attribute that a column would become: `Дата посл.` is `data_posl`."""
    plain = " ".join(re.sub(r"[^\w]+", " ", name.lower().replace("_", " ")).split())
    return slug(_KEYS.get(plain) or plain)
