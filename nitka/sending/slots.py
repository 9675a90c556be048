"""What schedules say on the pages of other floors; `nitka/wiring.py` says where."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.sending.actions.schedules import host_of
from nitka.sending.models import Schedule
from nitka.sending.policies import can_send


def sent_lists(lists: Collection[str], member: Member | None) -> list[tuple[str, str, str, str]]:
    """The schedules that send any of some lists; where to only to those who look after them."""
    named, found = member is None or can_send(member), Schedule.objects.filter(off_at=None, list__in=lists)
    return [
        (one.list, "send", _("sent %(when)s to %(host)s") % {"when": one.get_every_display(), "host": host_of(one)},
         f"settings/sending/{one.pk}/")
        if named else (one.list, "send", _("a list that is sent by itself"), "")
        for one in found.order_by("created_at", "id")
    ]  # fmt: skip
