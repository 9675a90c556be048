"""What stands before every request: its token, its share of the rate, its language, its workspace."""

import threading
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

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

View = Callable[..., HttpResponse]

_rate = Rate(PER_SECOND, BURST)
_turn = threading.Lock()


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
            found = _token(request)
            if found is None:
                return _json(view(request, *args, **kwargs))
            workspace_id, token = found
            wait = _take(token.digest)
            if wait:
                return answer("rate", Retry_After=str(int(wait) + 1))
            request.api_token = token  # type: ignore[attr-defined]
            request.member = token.member  # type: ignore[attr-defined]
            with in_workspace(workspace_id):
                touch_token(token=token)
                response = once(request, lambda: _json(view(request, *args, **kwargs)))
                if response.status_code >= 400:
                    transaction.set_rollback(True)
                return response

    return respond


def _token(request: HttpRequest) -> tuple[UUID, ApiToken] | None:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return queries.token(secret.strip()) if scheme.lower() == "bearer" and secret.strip() else None


def _take(key: str) -> float:
    with _turn:  # pages run in threads, a bucket does not know of them
        return _rate.take(key)


def _json(response: HttpResponse) -> HttpResponse:
    if response.status_code == 405:
        return answer("method", Allow=response.get("Allow", "GET"))
    return response
