"""What stands before every request: its token, its share of the rate, its language, its workspace."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from nitka.accounts import queries
from nitka.accounts.actions import touch_token
from nitka.accounts.models import ApiToken
from nitka.api.errors import answer
from nitka.api.repeats import once
from nitka.kit.asgi.rates import Rate
from nitka.kit.db.tenancy import in_workspace

PER_SECOND, BURST = 100, 1000
REFUSED = (401, 403, 429)

View = Callable[..., HttpResponse]

_rate = Rate(PER_SECOND, BURST)
_turn = threading.Lock()
log = structlog.get_logger(__name__)


def door(view: View) -> View:
    """Run `view` in the workspace of the request's token; without a token in force, in none.

    An answer that is no success undoes what was written. Cookies count for nothing, so that no other site's page can
    use a member's browser here.
    """

    @csrf_exempt
    @wraps(view)
    def respond(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.COOKIES = {}
        with translation.override(translation.get_language_from_request(request)):
            secret = _secret(request)
            found = queries.token(secret) if secret else None
            response = _answer(request, found, lambda: _json(view(request, *args, **kwargs)))
            if response.status_code in REFUSED:
                _note(request, response.status_code, found, secret)
            return response

    return respond


def _answer(
    request: HttpRequest, found: tuple[UUID, ApiToken] | None, make: Callable[[], HttpResponse]
) -> HttpResponse:
    if found is None:
        return make()
    workspace_id, token = found
    wait = _take(token.digest)
    if wait:
        return answer("rate", Retry_After=str(int(wait) + 1))
    request.api_token = token  # type: ignore[attr-defined]
    request.member = token.member  # type: ignore[attr-defined]
    with in_workspace(workspace_id):
        touch_token(token=token)
        response = once(request, make)
        if response.status_code >= 400:
            transaction.set_rollback(True)
        return response


def _note(request: HttpRequest, status: int, found: tuple[UUID, ApiToken] | None, secret: str) -> None:
    """Whose request was refused: a token by its id, one that is none (revoked, or made up) by the beginning of its
    digest, which tells whether it is the same again."""
    who = {"digest": ApiToken.digest_of(secret)[:12]} if secret else {}
    if found is not None:
        who = {"workspace_id": str(found[0]), "token": str(found[1].pk)}
    log.warning("api.refused", status=status, method=request.method, path=request.path, **who)


def _secret(request: HttpRequest) -> str:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _take(key: str) -> float:
    with _turn:  # pages run in threads, a bucket does not know of them
        return _rate.take(key)


def _json(response: HttpResponse) -> HttpResponse:
    if response.status_code == 405:
        return answer("method", Allow=response.get("Allow", "GET"))
    return response
