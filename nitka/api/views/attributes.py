"""`attributes`: what the company keeps of customers and what for, what waits for a purpose, what was dropped."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from django.db.models import Count
from django.http import HttpRequest
from ninja import Field, Query, Router, Status

from nitka.accounts.models import Member
from nitka.api.errors import Problem
from nitka.api.paging import Page, newest
from nitka.api.schemas.attributes import (
    AttributeChange,
    AttributeDecision,
    AttributeGiven,
    AttributeRow,
    AttributeWords,
)  # fmt: skip
from nitka.api.schemas.common import Rows
from nitka.api.views.common import Key, acting, allow, answers, rows
from nitka.customers import actions, queries
from nitka.customers.models import Attribute, AttributeKind, UnknownAttribute, UnknownValue
from nitka.customers.policies import can_keep_attributes
from nitka.customers.using import uses

router = Router(tags=["attributes"])
Found = AttributeKind | UnknownAttribute


class Wanted(Page):
    """A page of those in a state."""

    state: Literal["kept", "waiting", "dropped"] = "kept"


class Sure(Page):
    """Whether it goes although segments ask for it."""

    sure: bool = Field(False, description="drop it although segments ask for it")


@router.get("attributes", response=answers(200, Rows[AttributeRow]))
def attributes(request: HttpRequest, page: Query[Wanted]) -> Any:
    """Attributes that the token sees, newest first; those that wait or were dropped are for administrators."""
    found: Any = queries.kinds_for(acting(request))
    if page.state != "kept":
        allow(request, can_keep_attributes)
        found = UnknownAttribute.objects.filter(dropped_at__isnull=page.state == "waiting")
    data, following = newest(found, page)
    return rows(described(data), following)


@router.post("attributes", response=answers(201, AttributeRow))
def create(request: HttpRequest, given: AttributeGiven, idempotency_key: Key = None) -> Any:
    """Keep an attribute from now on, its purpose with it; one that waits under this name comes in with its values."""
    allow(request, can_keep_attributes)
    if AttributeKind.objects.filter(key=given.name).exists():
        raise Problem("there")
    try:
        made = actions.make_attribute(key=given.name, sort=given.type, **_words(given))
    except actions.WrongAttributes as problem:
        raise Problem("invalid", fields={"name": next(iter(problem.fields.values()))}) from None
    return Status(201, described([made])[0])


@router.get("attributes/{attribute}", response=answers(200, AttributeRow))
def attribute(request: HttpRequest, attribute: str) -> Any:
    """One attribute: kept, waiting or dropped."""
    return described([_found(request, attribute)])[0]


@router.patch("attributes/{attribute}", response=answers(200, AttributeRow))
def change(request: HttpRequest, attribute: str, given: AttributeChange) -> Any:
    """What is written of one that is kept."""
    kind = _kept(request, attribute)
    now = {"label": kind.name, "purpose": kind.purpose, "owner": kind.owner_id, "personal": kind.personal,
           "seen_by": kind.seen_by, "keep_days": kind.keep_days}  # fmt: skip
    said = given.dict(exclude_unset=True)
    wrong = {name: "null says nothing here" for name, value in said.items()
             if value is None and name not in ("owner", "keep_days")}  # fmt: skip
    if wrong:
        raise Problem("invalid", fields=wrong)
    actions.keep_attribute(kind=kind, **_named(now | said))
    return described([kind])[0]


@router.delete("attributes/{attribute}", response=answers(204, None))
def remove(request: HttpRequest, attribute: str, asked: Query[Sure]) -> Any:
    """Drop it: its values are deleted for good, further ones refused. Not while segments ask for it, unless sure."""
    found = _found(request, attribute)
    allow(request, can_keep_attributes)
    used = uses().get(attribute)
    if isinstance(found, AttributeKind) and used and used.segments and not asked.sure:
        raise Problem("used", fields={"segments": ", ".join(one.name for one in used.segments[:20])})
    _drop(request, attribute)
    return Status(204, None)


@router.post("attributes/{attribute}/decision", response=answers(200, AttributeRow))
def decide(request: HttpRequest, attribute: str, given: AttributeDecision, idempotency_key: Key = None) -> Any:
    """Give one that waits a purpose or drop it; take a dropped one again when it comes."""
    allow(request, can_keep_attributes)
    found = UnknownAttribute.objects.filter(key=attribute).first()
    if found is None:
        raise Problem("not_found")
    if (given.decision == "allow") != (found.dropped_at is not None):
        raise Problem("invalid", fields={"decision": "keep or drop what waits, allow what was dropped"})
    if given.decision == "drop":
        _drop(request, attribute)
        return described([UnknownAttribute.objects.get(key=attribute)])[0]
    if given.decision == "allow":
        row = described([found])[0]
        actions.allow_attribute(unknown=found)
        return row | {"state": "waiting"}
    if not given.purpose:
        raise Problem("invalid", fields={"purpose": "say what it is kept for"})
    return described([actions.approve_attribute(unknown=found, **_words(given))])[0]


def described(found: Sequence[Found]) -> list[dict[str, Any]]:
    """The rows of attributes; how many values they have in one statement."""
    keys = [one.key for one in found]
    table: Any = Attribute if found and isinstance(found[0], AttributeKind) else UnknownValue
    counted = table.objects.filter(key__in=keys).values("key").annotate(n=Count("pk")).values_list("key", "n")
    counts = dict(counted) if keys else {}
    return [_row(one, counts.get(one.key, 0)) for one in found]


def _row(one: Found, values: int) -> dict[str, Any]:
    plain = {"name": one.key, "type": one.sort, "values": values}
    if isinstance(one, AttributeKind):
        return plain | {
            "state": "kept", "label": one.name, "purpose": one.purpose, "owner": one.owner_id,
            "personal": one.personal, "seen_by": one.seen_by, "keep_days": one.keep_days, "at": one.created_at,
        }  # fmt: skip
    return plain | {
        "state": "dropped" if one.dropped_at else "waiting", "label": "", "purpose": "", "owner": None,
        "personal": True, "seen_by": "administrators", "keep_days": None, "at": one.dropped_at or one.at,
    }  # fmt: skip


def _found(request: HttpRequest, key: str) -> Found:
    kind = queries.kinds_for(acting(request)).filter(key=key).first()
    if kind is not None:
        return kind
    member = acting(request)
    found = UnknownAttribute.objects.filter(key=key).first()
    if found is None or (member is not None and not can_keep_attributes(member)):
        raise Problem("not_found")
    return found


def _kept(request: HttpRequest, key: str) -> AttributeKind:
    found = _found(request, key)
    allow(request, can_keep_attributes)
    if not isinstance(found, AttributeKind):
        raise Problem("not_found")
    return found


def _drop(request: HttpRequest, key: str) -> None:
    member = acting(request)
    actions.drop_attribute(key=key, member_id=member.pk if member else None)


def _words(given: AttributeWords) -> dict[str, Any]:
    names = ("label", "purpose", "owner", "personal", "seen_by", "keep_days")
    return _named({name: getattr(given, name) for name in names})


def _named(said: dict[str, Any]) -> dict[str, Any]:
    """As the verbs call it. An owner is somebody who works here."""
    owner: UUID | None = said.pop("owner")
    if owner is not None and not Member.objects.filter(pk=owner).exists():
        raise Problem("invalid", fields={"owner": "nobody who works here"})
    return {"name": said.pop("label"), "owner_id": owner, **said}
