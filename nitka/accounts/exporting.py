"""A list of a page taken away as a file; who took which is written down."""

from collections.abc import Sequence

from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language

from nitka.accounts.actions.audit import record
from nitka.accounts.asking import workspace_of
from nitka.kit.listed import Listed, Page
from nitka.kit.saving import TYPES, answer
from nitka.kit.table import Column


def save(
    request: HttpRequest, *, file: str, name: str, columns: Sequence[Column], page: Page
) -> StreamingHttpResponse:
    """The list as the kind of file that is asked for. `file`: what the file is called; `name`: the list, in words."""
    kind, workspace = request.POST.get("kind", "csv"), workspace_of(request)
    if kind not in TYPES:
        raise BadRequest
    record("list.exported", kind="list", detail={"kind": kind.upper(), "what": name[:160]})
    table = Listed(name, columns, page, workspace.pk, get_language() or "en", timezone.get_current_timezone())
    return answer(table, kind, f"{file}-{workspace.slug}")


def back(request: HttpRequest) -> QueryDict:
    """What the page had been asked for whose list is taken."""
    return QueryDict(request.POST.get("back", "")[:4000].removeprefix("?"))
