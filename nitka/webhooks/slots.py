"""What webhooks say on the pages of lower floors; `nitka/wiring.py` says where."""

from collections.abc import Collection
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.accounts.policies import can_administer
from nitka.webhooks.models import Endpoint

SEGMENTS = ["segment.entered", "segment.left", "segment.company_entered", "segment.company_left"]


def told_of_segments(lists: Collection[str], member: Member | None) -> list[tuple[str, str, str, str]]:
    """The endpoints that are told who enters and leaves segments, all of them; named to those who look after them."""
    found = Endpoint.objects.filter(off_at=None, types__overlap=SEGMENTS)
    named = member is None or can_administer(member)
    return [
        ("", "link", one.description or urlsplit(one.url).hostname or "", f"settings/webhooks/{one.pk}/")
        if named else ("", "link", _("a program that is told of it"), "")
        for one in found.order_by("created_at", "id")
    ]  # fmt: skip
