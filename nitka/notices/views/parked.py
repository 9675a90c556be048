"""What could not be told, for those who may mend why."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.accounts.asking import admitted
from nitka.accounts.policies import can_administer
from nitka.notices import actions, queries
from nitka.notices.models import Sending, Way

REASONS: dict[str, Any] = {
    "relay": gettext_lazy("The mail relay of this installation takes no letters"),
    "refused": gettext_lazy("The mail server refuses this address or letter"),
    "unreachable": gettext_lazy("The browser’s push service does not answer"),
    "inside": gettext_lazy("The browser’s push service has an address inside our network"),
    "malformed": gettext_lazy("The push service could not read it"),
    "key": gettext_lazy("The push service does not accept this installation’s key"),
    "too_large": gettext_lazy("The push service finds it too large"),
    "busy": gettext_lazy("The push service takes no more for now"),
    "service": gettext_lazy("The push service has trouble"),
    "broken": gettext_lazy("Something broke here"),
}


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """The list; POST tries all of it again."""
    admitted(request, can_administer)
    if request.method == "POST":
        n = actions.all_again()
        messages.success(request, _("Tried again: %(n)s") % {"n": n})
        return redirect("notices:parked", slug)
    unmade, unsent = queries.parked()
    context = {"unmade": unmade, "unsent": [_row(one) for one in unsent], "n": queries.parked_count()}
    return render(request, "notices/parked.html", context)


def one(request: HttpRequest, slug: str, pk: UUID) -> HttpResponse:
    """Try one again, or let it go (`do`: away)."""
    admitted(request, can_administer)
    if request.method != "POST":
        raise Http404
    away = request.POST.get("do") == "away"
    if not (actions.let_go(key=pk) if away else actions.again(key=pk)):
        raise Http404
    messages.success(request, _("Let go") if away else _("It is tried again"))
    return redirect("notices:parked", slug)


def _row(row: Sending) -> dict[str, Any]:
    by_mail = row.way == Way.MAIL
    push = _("A push to %(device)s") % {"device": row.device.name if row.device else ""}
    return {
        "row": row,
        "icon": "mail" if by_mail else "bell",
        "what": _("A letter") if by_mail else push,
        "why": REASONS.get(row.reason, row.reason),
    }
