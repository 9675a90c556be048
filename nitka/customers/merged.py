"""The list of merges: what is asked for, how many were parted again, each in words. Reads only."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nitka.accounts.models import Member
from nitka.customers import words
from nitka.customers.models import Link, Merge
from nitka.customers.names import members, names_of
from nitka.customers.queries import seen_merges
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.shares import wilson
from nitka.ui import words as ui

DAYS = 30  # of the headline
CAME = 3  # contacts that are named
LEAST = 5  # below it a share says nothing
FAMILY = """with recursive family (id) as (select %(customer)s::uuid union select c.id from family f
    join customers_customer c on c.workspace_id = %(workspace)s and c.merged_into_id = f.id)"""
BY_RULE = Q(member_id=None) & ~Q(rule="")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who decided, what became of it, since when."""

    who: str = ""  # "rule", "hand" or a member's id
    state: str = ""  # "kept" or "undone"
    days: int = 0
    handful: str = ""  # those that were decided with one action
    customer: str = ""  # those that made somebody who they are, and those that were undone

    def query(self, **more: str) -> str:
        """The address of the same."""
        values = {"who": self.who, "state": self.state, "days": str(self.days or ""),
                  "handful": self.handful, "customer": self.customer, **more}  # fmt: skip
        return "?" + urlencode({name: value for name, value in values.items() if value})


def read(given: Mapping[str, str]) -> Asked:
    """From the query of an address; what makes no sense is left out."""
    who, state, days = given.get("who", ""), given.get("state", ""), given.get("days", "")
    handful, customer = given.get("handful", ""), given.get("customer", "")
    return Asked(
        who=who if who in ("rule", "hand") or _is_id(who) else "",
        state=state if state in ("kept", "undone") else "",
        days=int(days) if days in ("7", "30", "90", "365") else 0,
        handful=handful if _is_id(handful) else "",
        customer=customer if _is_id(customer) else "",
    )


def found(asked: Asked, member: Member) -> "QuerySet[Merge]":
    """The merges that fit, in no order."""
    rows = seen_merges(member)
    if asked.who in ("rule", "hand"):
        rows = rows.filter(BY_RULE if asked.who == "rule" else ~BY_RULE)
    elif asked.who:
        rows = rows.filter(member_id=asked.who)
    if asked.state:
        rows = rows.filter(undone_at__isnull=asked.state == "kept")
    if asked.handful:
        rows = rows.filter(handful_id=asked.handful)
    if asked.customer:
        family = _family(asked.customer)
        rows = rows.filter(Q(into_id__in=family) | Q(source_id__in=family))
    if asked.days:
        rows = rows.filter(at__gte=clock.now() - timedelta(days=asked.days))
    return rows


def _family(customer: str) -> list[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"{FAMILY} select id from family",  # noqa: S608 (a constant of ours)
            {"customer": customer, "workspace": require_workspace()},
        )
        return [key for (key,) in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Headline:
    """How many were merged lately and how many of them were parted again, and by whom."""

    n: int
    undone: int
    said: list[str]


def headline(member: Member) -> Headline:
    """Of the last days. One statement."""
    lately = seen_merges(member).filter(at__gte=clock.now() - timedelta(days=DAYS))
    undone = Q(undone_at__isnull=False)
    told = lately.aggregate(n=Count("pk"), undone=Count("pk", undone), by_rule=Count("pk", BY_RULE),
                            of_rules=Count("pk", BY_RULE & undone))  # fmt: skip
    sides = (
        (_("By rules: %(said)s."), told["by_rule"], told["of_rules"]),
        (_("By hand: %(said)s."), told["n"] - told["by_rule"], told["undone"] - told["of_rules"]),
    )
    return Headline(told["n"], told["undone"], [text % {"said": _share(k, n)} for text, n, k in sides if n])


def _share(k: int, n: int) -> str:
    """How many of how many were parted again; a share with its interval where there are enough."""
    pairs = ngettext("%(n)s pair", "%(n)s pairs", n) % {"n": ui.figure(n)}
    said = _("%(pairs)s, %(k)s parted later") % {"pairs": pairs, "k": ui.figure(k)}
    if n >= LEAST:
        share = wilson(k, n)
        low, high = (ui.figure(round(end * 100, 1), 1) for end in (share.low, share.high))
        said += _(", that is %(share)s (%(low)s–%(high)s)") % {"share": ui.percent(k / n, 1), "low": low, "high": high}
    return said


@dataclass(frozen=True, slots=True)
class Line:
    """One merge as it is read."""

    merge: Merge
    into: str
    source: str
    came: str
    why: str
    more: list[str]
    who: str
    undone_by: str
    others: int  # that were decided together with it


def lines(merges: Sequence[Merge]) -> list[Line]:
    """Merges in words. Six statements, one more where some came together."""
    reasons = words.explained(merges)
    people = names_of(customer for merge in merges for customer in (merge.into, merge.source))
    by = members(key for merge in merges for key in (merge.member_id, merge.undone_by_id))
    came = _came([merge.pk for merge in merges])
    together = _together({merge.handful_id for merge in merges if merge.handful_id})
    return [
        Line(
            merge, people[merge.into_id], people[merge.source_id], came.get(merge.pk, ""), reasons[merge.pk][0],
            reasons[merge.pk][1:], _who(merge, by), by.get(merge.undone_by_id, ""),
            together.get(merge.handful_id, 1) - 1,
        )
        for merge in merges
    ]  # fmt: skip


def _who(merge: Merge, by: Mapping[UUID | None, str]) -> str:
    if merge.member_id:
        return by.get(merge.member_id, "")
    if merge.rule:
        return _("by itself, rules %(version)s") % {"version": merge.rules}
    return _("a program") if merge.why else ""  # that a program did it is all that is known, and said already


def _came(merges: Sequence[UUID]) -> dict[UUID, str]:
    """Which contacts each brought along."""
    brought: dict[UUID, list[str]] = defaultdict(list)
    links = Link.objects.filter(merge_id__in=merges, rule="merge").select_related("identity").order_by("id")
    for link in links:
        assert link.merge_id is not None
        if link.identity.kind != "account":
            brought[link.merge_id].append(words.shown(link.identity))
    return {key: _listed(said) for key, said in brought.items()}


def _listed(brought: list[str]) -> str:
    """What is called alike, as browsers are, is named once."""
    said = [f"{name} × {n}" if n > 1 else name for name, n in Counter(brought).items()]
    rest = len(said) - CAME
    more = [ngettext("and %(n)s more", "and %(n)s more", rest) % {"n": rest}] if rest > 0 else []
    return ", ".join([*said[:CAME], *more])


def _together(handfuls: Collection[UUID]) -> dict[UUID | None, int]:
    """How many merges each handful has."""
    if not handfuls:
        return {}
    rows = Merge.objects.filter(handful_id__in=handfuls)
    counted: list[Any] = list(rows.values_list("handful_id").annotate(n=Count("pk")))
    return dict(counted)


def went_back(merges: Sequence[Merge]) -> dict[UUID | None, int]:
    """How many contacts each undoing gave back."""
    rows = Link.objects.filter(merge_id__in=[merge.pk for merge in merges], rule="undo")
    told = rows.exclude(identity__kind="account")
    counted: list[Any] = list(told.values_list("merge_id").annotate(n=Count("pk")))
    return dict(counted)


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
