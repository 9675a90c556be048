"""The public REST API: its document, its security, its refusals."""

from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import HttpBearer

from nitka.api.errors import MESSAGES, Problem, answer
from nitka.api.parsing import Strict

log = structlog.get_logger(__name__)


class Token(HttpBearer):
    """A token made by `nitka token create`; the door has looked it up."""

    def __call__(self, request: HttpRequest) -> Any:
        """Whether the door found a token in force."""
        return getattr(request, "api_token", None)

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """Not asked: see `__call__`."""
        raise NotImplementedError


api = NinjaAPI(
    title="Nitka",
    version="1",
    description="Lists answer {data, next}: newest first, messages oldest first; give `next` as `cursor` to go on.",
    auth=Token(),
    parser=Strict(),
    openapi_url="/openapi.json",
    docs_url=None,
    urls_namespace="api",
)


def _problem(request: HttpRequest, problem: Any) -> HttpResponse:
    return answer(problem.code, fields=problem.fields)


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    fields = {
        ".".join(str(part) for part in one["loc"] if part != "page") or "body": one["msg"] for one in error.errors
    }
    return answer("invalid", fields=fields)


def _no_token(request: HttpRequest, _error: Any) -> HttpResponse:
    return answer("token", WWW_Authenticate='Bearer realm="nitka"')


def _http(request: HttpRequest, error: Any) -> HttpResponse:
    codes = {status: code for code, (status, _) in reversed(MESSAGES.items())}
    return answer(codes.get(error.status_code, "bad_request"))


def _broken(request: HttpRequest, error: Any) -> HttpResponse:
    log.exception("api.failed", method=request.method, path=request.path, exc_info=error)
    return answer("internal")


api.add_exception_handler(Problem, _problem)
api.add_exception_handler(ValidationError, _invalid)
api.add_exception_handler(AuthenticationError, _no_token)
api.add_exception_handler(HttpError, _http)
api.add_exception_handler(Http404, lambda request, error: answer("not_found"))
api.add_exception_handler(RequestDataTooBig, lambda request, error: answer("too_large"))
api.add_exception_handler(SuspiciousOperation, lambda request, error: answer("bad_request"))
api.add_exception_handler(UnreadablePostError, lambda request, error: answer("bad_request"))
api.add_exception_handler(Exception, _broken)
