"""What the things that conditions name are called, in the reader's language; each kind of them asked for once."""

from collections.abc import Mapping
from functools import cached_property

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from nitka.accounts.models import Member
from nitka.customers import kinds as contacts
from nitka.customers.attributes import label as attribute
from nitka.customers.models import Company, Label, Purpose
from nitka.customers.queries import kinds_for
from nitka.moments.queries import labels
from nitka.segments.definition import counts
from nitka.segments.models import Of, Segment
from nitka.ui.words import figure

COMPANIES = 300  # to choose from
COMPANY_FACTS = {
    "name": pgettext_lazy("of a company", "name"), "domain": pgettext_lazy("of a company", "domain"),
    "role": _("role there"), "spent": _("purchases of its people"), "people": _("number of its people"),
}  # fmt: skip


class Called:
    """Names by ids and codes."""

    def __init__(self, member: Member | None = None, of: str = Of.CUSTOMERS) -> None:
        self.member, self.of = member, of  # whose choices they are, and of whom the segment is

    @cached_property
    def _segments(self) -> list[tuple[str, str, str, int]]:
        rows = Segment.objects.filter(archived_at=None).order_by("name").values_list("of", "pk", "name", "size")
        return [(of, str(key), name, size) for of, key, name, size in rows]

    def segments(self, of: str) -> dict[str, str]:
        """Of people or of companies, by name."""
        return {key: name for whose, key, name, _size in self._segments if whose == of}

    def sizes(self, of: str) -> dict[str, str]:
        """As `segments`, each with how many are in it."""
        return {key: _with(name, size) for whose, key, name, size in self._segments if whose == of}

    def segment(self, key: str) -> str:
        """What one is called."""
        return next((name for _of, known, name, _size in self._segments if known == key), "?")

    @cached_property
    def _companies(self) -> list[tuple[str, str, int]]:
        rows = Company.objects.filter(archived_at=None).order_by("name").values_list("pk", "name", "people")
        return [(str(key), name, people) for key, name, people in rows[:COMPANIES]]

    @cached_property
    def companies(self) -> dict[str, str]:
        """By name."""
        return {key: name for key, name, _people in self._companies}

    def peopled(self) -> dict[str, str]:
        """As `companies`, each with how many people of it are with us."""
        return {key: _with(name, people) for key, name, people in self._companies}

    @cached_property
    def labels(self) -> dict[str, str]:
        """By name."""
        return {str(key): name for key, name in Label.objects.order_by("name").values_list("pk", "name")}

    @cached_property
    def worn(self) -> dict[str, str]:
        """As `labels`, each with how many customers wear it."""
        return _counted(self.labels, counts.worn())

    @cached_property
    def owning(self) -> dict[str, str]:
        """As `members`, each with how many customers or companies are theirs."""
        return _counted(self.members, counts.owned(companies=self.of == Of.COMPANIES))

    @cached_property
    def speaking(self) -> dict[str, str]:
        """Languages, each with how many customers speak it."""
        return _counted({"ru": _("Russian"), "en": _("English")}, counts.speaking())

    @cached_property
    def members(self) -> dict[str, str]:
        """By name; those who left too, last."""
        rows = Member.objects.order_by("-is_active", "name").values_list("pk", "name")
        return {str(key): name for key, name in rows}

    @cached_property
    def purposes(self) -> dict[str, str]:
        """What customers may agree to."""
        language = get_language() or "en"
        rows = Purpose.objects.filter(archived_at=None).order_by("created_at").values_list("code", "names")
        return {code: names.get(language) or next(iter(names.values()), code) for code, names in rows}

    @cached_property
    def attributes(self) -> dict[str, tuple[str, str]]:
        """Key → its name and what it holds."""
        rows = kinds_for(self.member).order_by("key").values_list("key", "sort")
        return {key: (attribute(key), sort) for key, sort in rows}

    @staticmethod
    def attribute(key: str) -> str:
        """An attribute's name."""
        return attribute(key)

    @staticmethod
    def moments(kinds: list[str]) -> list[str]:
        """The names of kinds of moments."""
        known = labels(kinds)
        return [known[kind][0] for kind in kinds]

    @staticmethod
    def contact(kind: str) -> str:
        """A kind of contact."""
        return contacts.label(kind)


def _with(name: str, n: int) -> str:
    return f"{name} · {figure(n)}"


def _counted(named: Mapping[str, object], counted: Mapping[str, int] | None) -> dict[str, str]:
    return {key: str(name) if counted is None else _with(str(name), counted.get(key, 0)) for key, name in named.items()}
