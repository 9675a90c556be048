"""What the columns of a file of companies can be, guessed and read: a row → what it says of one company. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.customers.queries import domain_of, domains_in
from nitka.imports.preparing import EXTERNAL as LONGEST
from nitka.imports.preparing import Wrong, plain
from nitka.imports.targets import COMPANY, DOMAIN, EXTERNAL
from nitka.kit.text import scrub

PARENT = "parent"
MOST = 100_000  # rows: five times as many as there can be companies
DOMAINS = 100  # in one cell
_LABELS = {
    COMPANY: gettext_lazy("Name of the company"),
    DOMAIN: gettext_lazy("Domains or site"),
    EXTERNAL: gettext_lazy("Number in your system"),
    PARENT: gettext_lazy("Part of: number, domain or name"),
}
_WORDS = (
    (EXTERNAL, r"id|ид|guid|external id|внешний (номер|код|id)|код( (компании|контрагента))?|номер( компании)?"
               r"|(company|account) id"),
    (PARENT, r"холдинг|группа( компаний)?|головн\w+( (компания|организация))?|материнская компания|родитель\w*( \w+)?"
             r"|входит в|часть|parent( (company|account|id))?|holding|part of"),
    (DOMAIN, r"(сайт\w*|домен\w*)( компании)?|веб сайт|web ?sites?|domains?|url|(company )?(domain|site)"),
    (COMPANY, r"(название|наименование|имя)( (компании|организации|контрагента|юр лица))?|компани[ия]|организаци[ия]"
              r"|контрагент|юр лицо|(company|account|organi[sz]ation)( name)?|name"),
)  # fmt: skip
_OF_PEOPLE = re.compile(
    r"фио|ф и о|имя|фамилия|отчество|.*\b(first|last|middle|given|family|full) ?name\b.*|surname|клиент|покупатель"
    r"|контактное лицо|customer|должность|job title|position|др|день рождения|дата рождения|birthday|date of birth"
    r"|пол|карта|.*\bcard\b.*|место работы"
)
_OF_COMPANIES = re.compile(
    r"холдинг|головн\w+( \w+)?|материнская компания|parent( (company|account))?|инн|кпп|огрн|юр лицо|контрагент"
    r"|(название|наименование) (компании|организации|контрагента|юр лица)|компани[ия]|организаци[ия]"
    r"|(company|account|organi[sz]ation)( name)?"
)
_MAIL = re.compile(r".*\b(e ?mail|почта|mail|тел|телефон\w*|phone|mobile)\b.*")


@dataclass(slots=True)
class CompanyRow:
    """What a row says of one company."""

    number: int
    external: str = ""
    name: str = ""
    domains: list[str] = field(default_factory=list)
    parent: str = ""
    parent_place: int = 0
    domain_place: int = 0
    left: list[tuple[int, str]] = field(default_factory=list)  # cells that cannot be read: column, why


def is_one(target: str) -> bool:
    """Whether a word names something a column can be."""
    return target == "" or target in _LABELS


def label(target: str) -> str:
    """What a target is called."""
    return str(_LABELS[target])


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """What can be chosen for a column, in its one group."""
    return [(_("The company"), [(key, label(key)) for key in (COMPANY, DOMAIN, EXTERNAL, PARENT)])]


def wrong(mapping: Iterable[str], total: int) -> str:
    """Why no file can be loaded with these columns, in words; "" when it can."""
    chosen = [target for target in mapping if target]
    twice = next((one for one in chosen if chosen.count(one) > 1 and one != DOMAIN), None)
    if twice:
        return _("Two columns cannot both be “%(label)s”.") % {"label": label(twice)}
    if COMPANY not in chosen and DOMAIN not in chosen:
        return _("Say which column holds the name of the company or its domain.")
    if total > MOST:
        return _("More than 100,000 rows: cut the file into several.")
    return ""


def are_companies(columns: Sequence[str]) -> bool:
    """Whether the names of columns speak of companies and of no person."""
    names = [_plain_name(name) for name in columns]
    if any(_OF_PEOPLE.fullmatch(name) for name in names):
        return False
    if any(_OF_COMPANIES.fullmatch(name) for name in names):
        return True
    sites = any(re.fullmatch(_WORDS[2][1], name) for name in names)
    return sites and not any(_MAIL.fullmatch(name) for name in names)


def guessed(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A target for each column, "" for one to leave out."""
    taken: set[str] = set()
    found = []
    for place, name in enumerate(columns):
        cells = [row[place].strip() for row in rows if place < len(row) and row[place].strip()]
        target = next((one for one, words in _WORDS if cells and re.fullmatch(words, _plain_name(name))), "")
        if target == DOMAIN and sum(domain_of(cell) is not None for cell in cells) * 3 < len(cells):
            target = ""
        found.append("" if target in taken else target)
        taken.add(target)
    return found


def reads(target: str, cell: str) -> bool:
    """Whether a cell may be what its column is."""
    return target != DOMAIN or bool(_domains(cell)[0])


def prepare(number: int, cells: Any, mapping: Sequence[str], strict: bool) -> CompanyRow:
    """What a row says. Raises Wrong."""
    if not isinstance(cells, list):
        raise Wrong(str(cells.get("bad", "quote")) if isinstance(cells, dict) else "quote")
    row = CompanyRow(number)
    for place, (target, given) in enumerate(zip(mapping, cells, strict=False)):
        cell = plain(scrub(given).strip())
        if target and cell:
            _take(row, target, cell, place)
    if not row.name and not row.domains and not row.external:
        raise Wrong(row.left[0][1] if row.left else "no_company", row.left[0][0] if row.left else None)
    if row.left and strict:
        raise Wrong(row.left[0][1], row.left[0][0])
    return row


def _take(row: CompanyRow, target: str, cell: str, place: int) -> None:
    if target == COMPANY:
        row.name = " ".join(cell.split())[:200]
    elif target == EXTERNAL:
        if len(cell) > LONGEST:
            raise Wrong("external", place)
        row.external = cell
    elif target == PARENT:
        row.parent, row.parent_place = " ".join(cell.split())[:300], place
    elif target == DOMAIN:
        found, unread = _domains(cell)
        row.domains += [one for one in found if one not in row.domains]
        row.domain_place = place
        if unread:
            row.left.append((place, "domain"))


def _domains(cell: str) -> tuple[list[str], bool]:
    """The domains of a cell, and whether something in it is none."""
    spelled = [domain_of(part) for part in domains_in(cell[:20_000])[:DOMAINS]]
    return [one for one in spelled if one], None in spelled


def _plain_name(name: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", name.lower().replace("_", " ")).split())
