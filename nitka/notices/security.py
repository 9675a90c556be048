"""A sign-in on a new device, into notices: one in each workspace of the person, one letter for them all."""

from collections.abc import Collection, Iterator
from uuid import UUID

from nitka.accounts.events import NewDevice
from nitka.accounts.models import KnownDevice, Member
from nitka.notices import actions
from nitka.notices.contract import Told
from nitka.notices.models import Kind


def on_new_device(event: NewDevice) -> None:
    """Somebody signed in with a browser that was never used for it."""
    actions.later("device_first" if event.first else "device", [event.device_id])


def from_device_first(device_ids: Collection[UUID]) -> Iterator[Told]:
    """The member who signed in; this workspace writes the letter."""
    return _told(device_ids, letter=True)


def from_device(device_ids: Collection[UUID]) -> Iterator[Told]:
    """The member who signed in, whom another workspace writes to."""
    return _told(device_ids, letter=False)


def _told(device_ids: Collection[UUID], letter: bool) -> Iterator[Told]:
    for device in KnownDevice.objects.filter(pk__in=device_ids):
        member = Member.objects.filter(user_id=device.user_id).first()
        if member is not None:
            data = {"device": device.name, "ip": device.ip or "", "letter": letter}
            yield Told(member.pk, Kind.SECURITY, device.pk, device.pk, at=device.first_at, data=data)
