"""What could not be made or sent, tried anew or let go by an administrator."""

from uuid import UUID

from django.db import transaction

from nitka.kit import clock
from nitka.notices.models import Sending, State, Todo


@transaction.atomic
def again(*, key: UUID) -> bool:
    """Try it from the beginning; whether there was such a thing."""
    now = clock.now()
    made = Todo.objects.filter(pk=key, next_at=None).update(next_at=now, tries=0)
    failed = Sending.objects.filter(pk=key, state=State.FAILED)
    # One that was tried keeps what it was to tell.
    return bool(made or failed.update(state=State.WAITING, next_at=now, tries=1, done_at=None))


@transaction.atomic
def let_go(*, key: UUID) -> bool:
    """Give it up; whether there was such a thing."""
    made, _ = Todo.objects.filter(pk=key, next_at=None).delete()
    failed, _ = Sending.objects.filter(pk=key, state=State.FAILED).delete()
    return bool(made or failed)


def all_again() -> int:
    """Try all of it, as when the relay is back; how many."""
    now = clock.now()
    made = Todo.objects.filter(next_at=None).update(next_at=now, tries=0)
    return made + Sending.objects.filter(state=State.FAILED).update(
        state=State.WAITING, next_at=now, tries=1, done_at=None
    )
