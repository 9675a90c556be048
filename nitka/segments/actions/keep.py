"""Segments made, changed, put away."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from nitka.accounts.actions.audit import record
from nitka.kit import clock
from nitka.segments.definition import WrongDefinition, read
from nitka.segments.definition.names import counted, named, segments
from nitka.segments.definition.read import VERSION, written
from nitka.segments.definition.tree import Group
from nitka.segments.models import CompanyMembership, Due, Edition, Membership, Of, Segment, Why

MOST = 500


@transaction.atomic
def make_segment(
    *, name: str, definition: Mapping[str, Any], member_id: UUID | None = None, ready: str = ""
) -> Segment:
    """A new segment; the worker fills it. Raises WrongDefinition."""
    called, tree = _name(name), _whole(definition)
    if Segment.objects.filter(archived_at=None).count() >= MOST:
        raise WrongDefinition({"name": _("There are %(most)s segments already") % {"most": MOST}})
    segment = Segment(name=called, of=tree.of, member_id=member_id, ready=ready)
    _define(segment, tree)
    segment.save(force_insert=True)
    _edition(segment, member_id)
    _record("created", segment, member_id)
    return segment


@transaction.atomic
def change_segment(
    *, segment: Segment, name: str | None = None, definition: Mapping[str, Any] | None = None,
    member_id: UUID | None = None,
) -> Segment:  # fmt: skip
    """Another name or definition; a new definition is a new edition, and everybody is judged anew."""
    segment = Segment.objects.select_for_update().get(pk=segment.pk)
    before = (segment.name, segment.definition)
    if name is not None:
        segment.name = _name(name)
    if definition is not None:
        tree = _whole(definition, segment.pk)
        if tree.of != segment.of:
            raise WrongDefinition({"of": _("A segment stays one of people, or of companies")})
        if _json(tree) != segment.definition:
            _define(segment, tree)
            segment.refill_at, segment.refill_why = clock.now(), Why.DEFINITION
    if (segment.name, segment.definition) != before:
        segment.version += 1
        segment.changed_at = clock.now()
        segment.save()
        _edition(segment, member_id)
        _record("changed", segment, member_id)
    return segment


@transaction.atomic
def archive_segment(*, segment: Segment) -> None:
    """Put it away: nobody is in it any more. Raises WrongDefinition where another segment builds upon it."""
    segment = Segment.objects.select_for_update().get(pk=segment.pk)
    others = [one.name for one in Segment.objects.filter(archived_at=None, names__contains=[f"segment:{segment.pk}"])]
    if others:
        raise WrongDefinition({"definition": _("Used by: %(names)s") % {"names": ", ".join(others[:5])}})
    segment.archived_at, segment.size = clock.now(), 0
    segment.save(update_fields=["archived_at", "size"])
    for members in (Membership, CompanyMembership):
        members.objects.filter(segment_id=segment.pk).delete()
    Due.objects.filter(segment_id=segment.pk).delete()
    _record("archived", segment)


@transaction.atomic
def restore_segment(*, segment: Segment) -> None:
    """Bring it back; the worker fills it."""
    segment = Segment.objects.select_for_update().get(pk=segment.pk)
    _whole(segment.definition, segment.pk)
    segment.archived_at, segment.refill_at, segment.refill_why = None, clock.now(), Why.DEFINITION
    segment.save(update_fields=["archived_at", "refill_at", "refill_why"])
    _record("restored", segment)


def _name(name: str) -> str:
    kept = " ".join(name.replace("\x00", "").split())
    if not kept or len(kept) > 80:
        raise WrongDefinition({"name": _("A name of 1 to 80 characters is wanted")})
    return kept


def _whole(definition: Any, key: UUID | None = None) -> Group:
    tree = read(definition)
    wanted = segments(tree)
    if wanted:
        _no_circle(wanted, key, tree)
    return tree


def _no_circle(wanted: set[UUID], key: UUID | None, tree: Group) -> None:
    """The segments that it builds upon exist, and none of them builds upon it. Those who define wait for each other."""
    rows = Segment.objects.filter(archived_at=None).select_for_update().order_by("id")
    known = {row.pk: segments(read(row.definition)) for row in rows}
    people = counted(tree)
    of = {row.pk: row.of for row in rows}
    if any(of.get(one) != (Of.CUSTOMERS if one in people else tree.of) for one in wanted):
        raise WrongDefinition({"definition": _("There is no such segment")})
    reached, level = set[UUID](), wanted
    while level:
        reached |= level
        level = {below for one in level for below in known.get(one, ())} - reached
    if key in reached:
        raise WrongDefinition({"definition": _("The segment would build upon itself")})


def _json(tree: Group) -> dict[str, Any]:
    return {"version": VERSION} | written(tree)


def _define(segment: Segment, tree: Group) -> None:
    segment.definition, segment.names = _json(tree), named(tree)


def _record(verb: str, segment: Segment, member_id: UUID | None = None) -> None:
    record(f"segment.{verb}", kind="segment", object_id=segment.pk, detail={"name": segment.name}, member_id=member_id)


def _edition(segment: Segment, member_id: UUID | None) -> None:
    Edition.objects.create(segment_id=segment.pk, number=segment.version, name=segment.name,
                           definition=segment.definition, member_id=member_id)  # fmt: skip
