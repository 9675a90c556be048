"""The same request twice is done once: `Idempotency-Key` on any POST."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.http import HttpRequest, HttpResponse

from nitka.api.errors import answer
from nitka.api.models import Answer
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.ids import uuid7

MOST = 255
KEPT = timedelta(days=2)
SWEPT = 100  # old ones go with each new one, so that there are never many

_CLAIM = (
    "insert into api_answer (id, workspace_id, key, request, status, body, at) values (%s, %s, %s, %s, 0, null, %s)"
    " on conflict (workspace_id, key) do nothing"
)


def once(request: HttpRequest, do: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of `do`, or the one that the same key got before; the key with another request or token is refused.

    Who comes second waits at the unique key until the first has ended; what was refused leaves no trace and may be
    tried again.
    """
    key = request.headers.get("Idempotency-Key", "")
    if request.method != "POST" or not 0 < len(key) <= MOST or not key.isprintable():
        return do()
    asked = _condensed(request)
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [uuid7(), require_workspace(), key, asked, clock.now()])
        first = cursor.rowcount == 1
    if not first:
        return _again(Answer.objects.get(key=key), asked)
    response = do()
    if response.status_code < 400:  # a refusal is undone by the door, the claim with it
        Answer.objects.filter(key=key).update(status=response.status_code, body=response.content.decode())
        old = Answer.objects.filter(at__lt=clock.now() - KEPT).order_by("at").values("pk")[:SWEPT]
        Answer.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
    return response


def _again(kept: Answer, asked: str) -> HttpResponse:
    if kept.request != asked:
        return answer("repeat", fields={"Idempotency-Key": "used with another request"})
    response = HttpResponse(kept.body or "", status=kept.status, content_type="application/json; charset=utf-8")
    response["Idempotent-Replayed"] = "true"
    return response


def _condensed(request: HttpRequest) -> str:
    whole = f"{request.api_token.pk} {request.method} {request.get_full_path()}\n".encode() + request.body  # type: ignore[attr-defined]
    return hashlib.sha256(whole).hexdigest()
