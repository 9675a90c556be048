"""Labels are made, renamed and taken away; conversations put them on and off."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from nitka.accounts.models import Member
from nitka.conversations.actions.signal import changed
from nitka.conversations.models import Conversation, Label, Labelling
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array, insert


class Taken(ValueError):
    """There is one of that name."""


def save_label(*, label: Label) -> Label:
    """Make or change a label. Raises Taken."""
    try:
        with transaction.atomic():
            label.save()
    except IntegrityError:
        raise Taken(label.name) from None
    return label


@transaction.atomic
def delete_label(*, label: Label) -> int:
    """Take a label away, off every conversation; how many wore it."""
    wore = list(Labelling.objects.filter(label_id=label.pk).values_list("conversation_id", flat=True))
    Labelling.objects.filter(label_id=label.pk).delete()
    label.delete()
    changed(wore, "labels")
    return len(wore)


Pair = tuple[UUID, UUID]


@transaction.atomic
def put_labels(
    *, conversations: Iterable[Conversation], on: Sequence[Label] = (), off: Sequence[Label] = (), by: Member | None
) -> tuple[list[Pair], list[Pair]]:
    """Put labels on and off; what really changed, as (conversation, label)."""
    ids = [row.pk for row in conversations]
    worn = set(
        Labelling.objects.filter(
            conversation_id__in=ids, label_id__in=[label.pk for label in (*on, *off)]
        ).values_list("conversation_id", "label_id")
    )
    new = [pair for label in on for key in ids if (pair := (key, label.pk)) not in worn]
    gone = [pair for label in off for key in ids if (pair := (key, label.pk)) in worn]
    change_pairs(new, gone, by)
    return new, gone


@transaction.atomic
def change_pairs(on: Sequence[Pair], off: Sequence[Pair], by: Member | None) -> None:
    """The same by pairs, so that it can be undone exactly."""
    insert(
        (Labelling(conversation_id=key, label_id=label, by_id=by.pk if by else None) for key, label in on),
        ignore_conflicts=True,
    )
    if off:
        with connection.cursor() as cursor:
            cursor.execute(
                "delete from conversations_labelling w using unnest(%s::uuid[], %s::uuid[]) as g (c, l)"
                " where w.workspace_id = %s and w.conversation_id = g.c and w.label_id = g.l",
                [array(key for key, _ in off), array(label for _, label in off), require_workspace()],
            )
    changed([key for key, _ in (*on, *off)], "labels")
