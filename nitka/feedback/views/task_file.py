"""The list of tasks as a file, sent while it is made; who took it is written down."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nitka.accounts.actions.audit import record
from nitka.accounts.asking import admitted
from nitka.customers.policies import can_export
from nitka.feedback.queries.tasks import VIEWS
from nitka.feedback.taken_tasks import TaskExport
from nitka.kit.saving import TYPES, answer


@require_POST
def export(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """All that the view shows the member."""
    member, kind, view = admitted(request, can_export), request.POST.get("kind", "csv"), request.POST.get("back", "")
    if kind not in TYPES or view not in VIEWS:
        raise BadRequest
    record("list.exported", kind="list", detail={"kind": kind.upper(), "what": _("Tasks")})
    table = TaskExport(member, get_language() or "en", timezone.get_current_timezone(), view)
    return answer(table, kind, f"tasks-{slug}")
