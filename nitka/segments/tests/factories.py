"""People and what happened to them, by the verbs; segments that the worker's loop keeps current."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from nitka.customers.actions import Claim, identify
from nitka.customers.models import Customer, Identity
from nitka.customers.refreshing import refresh_once
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.tests.roles import as_role
from nitka.moments.actions import append
from nitka.moments.models import Moment
from nitka.segments import following
from nitka.segments.actions import make_segment
from nitka.segments.models import Membership, Segment


def person(name: str, kind: str = "email") -> Identity:
    claim = Claim(kind, f"{name}@shop.example" if kind == "email" else name, name)
    return identify([claim])[claim.key]


def tell(identity: Identity, kind: str, ago: float = 0, **data) -> None:
    """It happened so many days ago, and was told at once."""
    at = clock.now() - timedelta(days=ago)
    append([Moment(pk=key_of(at), identity_id=identity.pk, kind=kind, at=at, data=data)])


def key_of(at: datetime):
    """A version 7 key of a moment in time."""
    stamp = int(at.timestamp() * 1000)
    return UUID(int=(stamp << 80) | (7 << 76) | (uuid4().int & ((1 << 76) - 1)) & ~(3 << 62) | (2 << 62))


def rub(amount) -> dict:
    return {"amount": str(amount), "currency": "RUB"}


def follow() -> None:
    """What the worker does until nothing is left to do. Runs outside a workspace."""
    with as_role("worker"):
        for _ in range(50):
            if not following.follow_once():
                return
    raise AssertionError("there is always something to do")


def refresh() -> None:
    """What the worker does until what is computed of customers and companies is up to date. Outside a workspace."""
    with as_role("worker"):
        while refresh_once():
            pass


def of(name: str, *conditions: dict, how: str = "all") -> Segment:
    return make_segment(name=name, definition={how: list(conditions)})


def inside(segment: Segment) -> set[str]:
    """The names of who is in it."""
    require_workspace()
    keys = Membership.objects.filter(segment_id=segment.pk).values("customer_id")
    return set(Customer.objects.filter(pk__in=keys).values_list("name", flat=True))
