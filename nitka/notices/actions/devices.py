"""Browsers that take pushes."""

import hashlib
from uuid import UUID

from django.db import transaction

from nitka.accounts.models import Member
from nitka.kit import clock
from nitka.notices.models import Device, Sending, Way
from nitka.notices.sealed import Target, seal

MOST = 20  # of a member; the oldest go


@transaction.atomic
def register(*, member: Member, target: Target, name: str) -> Device:
    """A browser takes pushes for this member from now on, and for nobody else of the workspace."""
    digest = hashlib.sha256(target["endpoint"].encode()).hexdigest()
    device = Device.objects.select_for_update(of=("self",)).filter(digest=digest).first()
    if device is not None and device.member_id != member.pk:
        Sending.objects.filter(device_id=device.pk).delete()
    device = device or Device(digest=digest)
    device.member_id, device.name, device.made_at = member.pk, name[:120], clock.now()
    seal(device, target)
    device.save()
    _keep_few(member)
    return device


@transaction.atomic
def forget(*, device_id: UUID) -> None:
    """Nothing is pushed to it any more."""
    Sending.objects.filter(device_id=device_id).delete()
    Device.objects.filter(pk=device_id).delete()


@transaction.atomic
def try_out(*, device: Device) -> None:
    """Push something to it, to be seen."""
    Sending.objects.filter(device_id=device.pk, notice_id=None).delete()
    Sending.objects.create(member_id=device.member_id, way=Way.PUSH, device_id=device.pk)


def _keep_few(member: Member) -> None:
    old = Device.objects.filter(member_id=member.pk).order_by("-made_at").values_list("pk", flat=True)[MOST:]
    for key in list(old):
        forget(device_id=key)
