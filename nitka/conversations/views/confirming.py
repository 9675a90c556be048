"""An address is asked whether it is whose it was said to be: the desk's button, the page behind the letter's link."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from nitka.accounts.asking import member_of
from nitka.accounts.models import Member, Workspace
from nitka.conversations import actions
from nitka.conversations.views.base import conversation_of, done, may_answer, refused
from nitka.customers.actions import CannotAsk
from nitka.customers.models import Confirmation, Identity
from nitka.customers.queries import seen_proposals
from nitka.kit import cookies
from nitka.kit.db.tenancy import in_workspace


@require_POST
def confirmations(request: HttpRequest, slug: str, number: int, key: UUID) -> HttpResponse:
    """Have whoever has an address that the customer gave asked whether it is them."""
    may_answer(request)
    conversation = conversation_of(request, number)
    identity, claimant = _asked_about(key, conversation.identity_id, member_of(request))
    try:
        actions.ask_to_confirm(
            conversation=conversation, identity=identity, claimant=claimant, member_id=member_of(request).pk
        )
    except actions.NoWay:
        return refused(request, slug, number, _("No channel of yours writes to such an address"))
    except CannotAsk as why:
        return refused(request, slug, number, _why(why.code))
    return done(request, slug, number, _("Asked: %(address)s") % {"address": identity.value})


def _asked_about(key: UUID, of: UUID, member: Member) -> tuple[Identity, Identity]:
    """The address and who gave it: of this customer's own, or one that they say is theirs; else 404."""
    mine = Identity.objects.get(pk=of)
    identity = Identity.objects.filter(pk=key).first()
    if identity is None:
        raise Http404
    if identity.customer_id == mine.customer_id:
        by = identity.links.exclude(by_id=None).order_by("-at").values("by_id")[:1]
        return identity, Identity.objects.filter(pk__in=by).first() or mine
    claims = seen_proposals(member).filter(identity_id=key, claimant__customer_id=mine.customer_id, decision="")
    claim = claims.first()
    if claim is None:
        raise Http404
    return identity, Identity.objects.get(pk=claim.claimant_id)


def _why(code: str) -> str:
    return {
        "proven": _("This address is proven already"),
        "soon": _("They were asked a moment ago: give them two minutes"),
        "often": _("They were asked four times today: that is enough"),
    }[code]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirmation(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link. Opening it says nothing, as programs that read letters open links; a button does."""
    found = Confirmation.read_token(token)
    if found is None:
        return render(request, "conversations/confirm.html", {"state": "missing"}, status=404)
    with in_workspace(found[0]):
        asked = Confirmation.objects.select_related("identity").filter(pk=found[1]).first()
        if asked is None:
            return render(request, "conversations/confirm.html", {"state": "missing"}, status=404)
        if request.method == "POST" and request.POST.get("answer") in ("yes", "no"):
            actions.answered(asked, yes=request.POST["answer"] == "yes")
            return redirect(request.path)
        state = asked.answer or ("ask" if asked.is_open else "late")
        company = Workspace.objects.get(pk=asked.workspace_id)
        context = {"state": state, "address": asked.identity.value, "brand": company.name, "at": asked.asked_at}
        known = timezone.get_current_timezone() if cookies.read(request, "zone") else ZoneInfo(company.timezone)
        with timezone.override(known):
            answer = render(request, "conversations/confirm.html", context)
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer
