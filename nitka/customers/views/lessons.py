"""Settings: what holds of what decisions taught, and back to another version."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nitka.accounts.asking import admitted
from nitka.customers import actions
from nitka.customers.policies import can_change_rules


@require_POST
def choose(request: HttpRequest, slug: str) -> HttpResponse:
    """From now on likeness is reckoned by this version; 0: by the house's."""
    member, said = admitted(request, can_change_rules), request.POST.get("number", "")
    if not (said.isascii() and said.isdigit() and len(said) < 8):
        raise BadRequest
    try:
        actions.use_lesson(number=int(said), member_id=member.pk)
    except actions.NoLesson:
        raise Http404 from None
    messages.success(request, _("Likeness is reckoned by this version from now on"))
    return redirect("customers:rules", slug)
