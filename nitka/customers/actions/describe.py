"""What members and programs say of a customer: attributes and notes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.customers.actions.catalogue import admit, dropped
from nitka.customers.attributes import ATTRIBUTES, KEY, Unfit, Value, WrongAttributes, fits, read
from nitka.customers.events import CustomersChanged
from nitka.customers.known import Attribute, AttributeKind, Note
from nitka.customers.models import Customer
from nitka.customers.seeing import hidden_keys
from nitka.kit import clock, events
from nitka.kit.text import scrub


@transaction.atomic
def describe(
    *, customer: Customer, attributes: Mapping[str, Any], origin: str = "api", by: Member | None = None
) -> None:
    """Set attributes; None takes one away. The first value of a key decides its sort. Nobody writes what they do not
    see. Raises WrongAttributes."""
    values = prepare(attributes, by)
    gone = [key for key, value in values.items() if value is None]
    if gone:
        Attribute.objects.filter(customer_id=customer.pk, key__in=gone).delete()
    rows = [
        Attribute(customer_id=customer.pk, key=key, value=value.kept, plain=value.plain, origin=origin)
        for key, value in sorted(values.items())
        if value is not None
    ]
    Attribute.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["workspace_id", "customer_id", "key"],
        update_fields=["value", "plain", "origin", "at"],
    )
    if values:
        events.publish(CustomersChanged([customer.pk]))


def prepare(attributes: Mapping[str, Any], by: Member | None = None) -> dict[str, Value | None]:
    """Attributes as they are kept, those that are new made known. Raises WrongAttributes."""
    known = dict(AttributeKind.objects.values_list("key", "sort"))
    values, wrong = _values(attributes, known)
    wrong |= {key: str(_("this attribute is for others’ eyes")) for key in hidden_keys(by) & values.keys()}
    if wrong:
        raise WrongAttributes(wrong)
    fresh = [AttributeKind(key=key, sort=value.sort) for key, value in values.items() if value and key not in known]
    if fresh and len(known) + len(fresh) > ATTRIBUTES:
        raise WrongAttributes({fresh[-1].key: f"at most {ATTRIBUTES} attributes are kept"})
    if fresh:
        keys = [one.key for one in fresh]
        if refused := dropped(keys):
            raise WrongAttributes({key: str(_("this attribute was dropped: it is kept no more")) for key in refused})
        AttributeKind.objects.bulk_create(fresh, ignore_conflicts=True)
        admit(keys)
    return values


def write_note(*, customer: Customer, text: str, member_id: UUID | None) -> Note:
    """Keep a note about a customer."""
    return Note.objects.create(customer_id=customer.pk, text=scrub(text.strip())[:10_000], member_id=member_id)


def remove_note(*, note: Note) -> None:
    """Take a note away; `restore_note` brings it back."""
    Note.objects.filter(pk=note.pk, removed_at=None).update(removed_at=clock.now())


def restore_note(*, note: Note) -> None:
    """Bring a removed note back."""
    Note.objects.filter(pk=note.pk).update(removed_at=None)


def _values(attributes: Mapping[str, Any], known: Mapping[str, str]) -> tuple[dict[str, Value | None], dict[str, str]]:
    values: dict[str, Value | None] = {}
    wrong: dict[str, str] = {}
    for key, given in attributes.items():
        if not KEY.fullmatch(key):
            wrong[key[:60]] = "a key is a-z, 0-9 and _, begins with a letter and has at most 40 characters"
            continue
        try:
            value = None if given is None else read(given)
            values[key] = fits(value, known[key]) if value and key in known else value
        except Unfit as problem:
            wrong[key] = str(problem)
    return values, wrong
