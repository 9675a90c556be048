"""The page behind the link of a message that has a purpose. Opening it says nothing, as programs that read letters open
links; a button does, or a mail program's one click (RFC 8058)."""

import threading
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from nitka.accounts.models import Workspace
from nitka.customers import actions, queries, withdrawing
from nitka.customers.consents import Answer, Purpose, Way, Wording
from nitka.customers.models import Identity
from nitka.kit.asgi.rates import Rate
from nitka.kit.db.tenancy import in_workspace
from nitka.ui.views import too_many

ANSWERING = Rate(per_second=0.5, burst=30)  # for each link; a person changes their mind a few times
VERBS = {"no": actions.withdraw, "yes": actions.take_back_withdrawal}
_turn = threading.Lock()  # pages run in threads, a bucket does not know of them


@csrf_exempt  # the signed link is all the right there is, and mail programs post without a cookie
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdrawal(request: HttpRequest, token: str) -> HttpResponse:
    """Say what it is about, and take the reader's word."""
    found = withdrawing.LINK.read(token)
    workspace = Workspace.objects.filter(pk=found[0]).first() if found else None
    if found is None or workspace is None:
        return private(_missing(request))
    with in_workspace(workspace.pk):
        identity = Identity.objects.filter(pk=found[1]).first()
        purpose = queries.purposes_by_code([found[2]]).get(found[2])
        if identity is None or purpose is None:
            return private(_missing(request))
        return private(_answer(request, token, workspace, identity, purpose))


def _answer(
    request: HttpRequest, token: str, workspace: Workspace, identity: Identity, purpose: Purpose
) -> HttpResponse:
    if request.method != "POST":
        return render(request, "customers/withdrawal.html", _context(workspace, identity.pk, purpose))
    wait = hurried(token)
    if wait:
        return too_many(request, retry_after=wait)
    one_click = request.POST.get("List-Unsubscribe") == "One-Click"
    verb = VERBS.get("no" if one_click else request.POST.get("answer", ""))
    if verb:
        way, language = Way.LETTER if identity.kind == "email" else Way.PAGE, (get_language() or "")[:2]
        verb(identity_id=identity.pk, purpose=purpose.code, way=way, language=language)
    return HttpResponse("OK", content_type="text/plain; charset=utf-8") if one_click else redirect(request.path)


def _context(workspace: Workspace, identity_id: UUID, purpose: Purpose) -> dict[str, object]:
    held = queries.standing([identity_id]).get(identity_id, {}).get(purpose.code)
    withdrawn = held is not None and held.decision == Answer.WITHDRAWN
    own = actions.own_withdrawal(identity_id, purpose.code) if withdrawn else None
    words = Wording.objects.filter(purpose_id=purpose.pk).order_by("-version").first() if own else None
    return {
        "state": "withdrawn" if withdrawn else "ask",
        "brand": workspace.name,
        "purpose": purpose.name,
        "words": words.text if words else "",
    }


def _missing(request: HttpRequest) -> HttpResponse:
    """The same for a forged link and for one whose contact is gone: it tells of nobody."""
    return render(request, "customers/withdrawal.html", {"state": "missing"}, status=404)


def hurried(token: str) -> int:
    """Seconds to wait for who answers by a link too often; 0 where it may go on."""
    with _turn:
        wait = ANSWERING.take(token)
    return int(wait) + 1 if wait else 0


def private(answer: HttpResponse) -> HttpResponse:
    """Nobody lists such a page, and no address of it leaks to others."""
    answer["X-Robots-Tag"] = "noindex, nofollow"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
