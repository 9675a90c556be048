"""The page of a sign-in that did not come about: what is wrong, and the way on."""

import structlog
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from nitka.accounts import queries
from nitka.accounts.oidc.trouble import Trouble, words

log = structlog.get_logger(__name__)
_SERVERS = {"no_host", "inside", "silent", "tls", "plain", "status", "not_json", "keys", "client", "endpoints", "pkce"}


def page(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """401 for whoever is not let in, 502 where it is between the servers; the log has the machine's words."""
    log.warning("accounts.company_sign_in_refused", code=trouble.code, detail=trouble.detail)
    said, fix = words(trouble.code)
    context = {"said": said, "fix": fix, "proof": trouble.code == "proof", "issuer": queries.issuer()}
    status = 502 if trouble.code in _SERVERS else 401
    response = render(request, "accounts/oidc_refused.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response
