"""The list as a file, sent while it is made; who took which is written down."""

from uuid import UUID

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from nitka.accounts.actions.audit import record
from nitka.accounts.asking import member_of
from nitka.accounts.policies import Permission, has
from nitka.conversations.desk.export import ConversationExport
from nitka.conversations.desk.listing import titles
from nitka.conversations.desk.rows import TEAM
from nitka.kit.saving import TYPES, answer


@require_POST
def export(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """All that the view shows the member, nothing beside it."""
    member = member_of(request)
    if not has(member, Permission.EXPORT):
        raise PermissionDenied
    kind, view = request.POST.get("kind", "csv"), request.POST.get("view", "")
    teams = {f"{TEAM}{key}" for key in member.team_ids}
    if kind not in TYPES or (view not in titles() and view not in teams):
        raise BadRequest
    table = ConversationExport(view, _uuid(request.POST.get("label", "")), member, get_language() or "en",
                               timezone.get_current_timezone())  # fmt: skip
    detail = {"kind": kind.upper(), "what": titles().get(view, "")}
    record("conversations.exported", kind="conversations", detail=detail)
    return answer(table, kind, f"conversations-{slug}")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise BadRequest from None
