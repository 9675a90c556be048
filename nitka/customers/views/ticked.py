"""Some customers are ticked: are they one person? The first two are shown side by side, as any pair that waits."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nitka.accounts.asking import admitted
from nitka.customers import actions, saved
from nitka.customers.policies import can_merge
from nitka.customers.views.many import ticked
from nitka.customers.views.merges import TICKED


@require_POST
def comparing(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask about them, and lead to the first pair; the others follow it."""
    member = admitted(request, can_merge)
    try:
        asked = actions.ask_of_ticked(customers=ticked(request) or [], member=member)
    except actions.CannotCompare as problem:
        messages.error(request, _why(problem.code))
        return redirect(f"/w/{slug}/customers/{saved.back_to(request.POST).query()}")
    request.session[TICKED] = [str(one.pk) for one in asked[1:]]
    return redirect("customers:pair", slug, asked[0].pk)


def _why(code: str) -> str:
    return {
        "few": _("Tick at least two customers who may be one person"),
        "many": _("Tick five customers at most: each is looked at beside the first"),
    }.get(code, _("One of them has no contact by which they could be named"))
