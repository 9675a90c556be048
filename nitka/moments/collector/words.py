"""Arrivals as people read them: what it was, whose, why it became nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nitka.customers.kinds import label
from nitka.customers.models import Identity
from nitka.moments.collector.rows import Arrival

TYPES: dict[str, str | Promise] = {
    "identify": _("Who they are"),
    "track": _("Event"),
    "page": _("Page view"),
    "screen": _("Screen of the app"),
    "group": _("Their company"),
    "alias": _("Two ids of one person"),
}
REASONS: dict[str, str | Promise] = {
    "not_an_object": _("It is no JSON object"),
    "too_large": _("It is larger than 32 KB"),
    "unknown_type": _("Its type is none of identify, track, page, screen, group, alias"),
    "nobody": _("It names nobody: neither userId nor anonymousId, or a word for “unknown”"),
    "no_name": _("It has no event name"),
    "no_group": _("It has no groupId"),
    "no_alias": _("An alias needs previousId and userId"),
    "no_consent": _("This person did not agree to analytics: not kept"),
    "unreadable": _("It cannot be read"),
    "unstorable": _("It cannot be stored"),
}
NOTES: dict[str, str | Promise] = {
    "no_key": _(
        "not kept: a name of an attribute has Latin letters, figures and _, at most 40, and begins with a letter"
    ),
    "no_value": _("not kept: neither text, number, money, date, yes or no nor a list of words, or too long"),
    "other_sort": _("not kept: this attribute holds values of another sort"),
    "too_many": _("not kept: there are as many attributes as a workspace holds"),
    "waiting": _("kept apart until somebody says what it is for"),
    "dropped": _("not kept: this attribute was dropped"),
    "company_archived": _("not with the company: it lies in the archive"),
    "too_many_companies": _("not made: there are as many companies as a workspace holds"),
    "no_domain": _("not kept: it is no domain of a company’s own"),
    "domain_taken": _("not kept: it is another company’s"),
    "domain_unproven": _("not kept: everybody can read this source’s key, so it does not prove whose a domain is"),
    "company_attribute": _("not kept: of a company its name and domains are kept"),
}


@dataclass(frozen=True, slots=True)
class Who:
    """Whose an arrival is."""

    customer_id: UUID
    name: str


def what(row: Arrival) -> str:
    """What it was."""
    return row.name or str(TYPES.get(row.type, row.type or _("Event")))


def why(reason: str) -> str:
    """Why it became nothing."""
    return str(REASONS.get(reason, reason))


def notes(row: Arrival) -> list[tuple[str, str]]:
    """What of one that was taken is not kept, and why."""
    return [(name, str(NOTES.get(why, why))) for name, why in row.notes or ()]


def who(rows: Iterable[Arrival]) -> dict[UUID, Who]:
    """Identity → whose it is. One statement."""
    ids = {row.identity_id for row in rows if row.identity_id}
    found = Identity.objects.select_related("customer").filter(pk__in=ids)
    return {one.pk: Who(one.customer_id, one.customer.name or f"{label(one.kind)} {one.value}") for one in found}
