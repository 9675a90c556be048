"""The queue of proposals and the pair that is looked at: one person or two."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts.asking import admitted, member_of
from nitka.accounts.models import Member
from nitka.customers import actions, queries, queue, words
from nitka.customers.beside import Beside, beside
from nitka.customers.models import Proposal
from nitka.customers.names import members
from nitka.customers.policies import can_merge
from nitka.customers.views.section import section

LATER = "customers.later"  # in the session: what this member put off
TICKED = "customers.ticked"  # in the session: the pairs that this member asked about together
KEPT = 200


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The queue, and beside it the pair that stands first."""
    if "queue" in request.headers.get("Nitka-Part", "").split():
        return render(request, "customers/_queue_part.html", _queue(request, slug))
    return render(request, "customers/merges.html", page(request, slug, None))


@require_GET
def pair(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """One pair, the queue beside it."""
    return render(request, "customers/merges.html", page(request, slug, _proposal(request, key)))


@require_POST
def decision(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """One person, different people, or not now; the next pair comes."""
    member, proposal = admitted(request, can_merge), _proposal(request, key)
    answer = request.POST.get("answer", "")
    if answer == "later":
        _put_off(request, proposal)
        return _answer(request, slug, _following(request, proposal), _("Put off"), proposal)
    if answer not in ("one", "two"):
        return HttpResponse(status=400)
    try:
        actions.decide(proposal=proposal, accept=answer == "one", member_id=member.pk, name_of=_kept(request))
    except actions.CannotMerge:
        return _answer(request, slug, proposal, _("They have changed meanwhile: look once more"))
    return _answer(request, slug, _following(request, proposal), *_told(proposal, member))


@require_POST
def taking_back(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Undo a decision: the pair waits again."""
    member, proposal = admitted(request, can_merge), _proposal(request, key)
    request.session[LATER] = [one for one in request.session.get(LATER, []) if one != str(proposal.pk)]
    if actions.take_back(proposal=proposal, member_id=member.pk):
        said = _("Taken back: they are two, and the question waits again")
    else:
        said = _("Nothing to take back")
    return _answer(request, slug, _proposal(request, key), said)


def page(request: HttpRequest, slug: str, chosen: Proposal | None) -> dict[str, Any]:
    """The queue, and beside it the chosen pair; where none is, the one that stands first."""
    context = _queue(request, slug)
    first = (group.rows[0].proposal for group in context["groups"] if group.code != queue.LATER)
    proposal = chosen or next(first, None)
    context |= {
        "pair": _pair(proposal, member_of(request)) if proposal else None, "chosen": chosen is not None,
        "current": proposal.pk if proposal else None,
        "at": reverse("customers:pair", args=[slug, proposal.pk]) if proposal else context["home"],
    }  # fmt: skip
    return context | {"source": _source(context, request)}


def _queue(request: HttpRequest, slug: str) -> dict[str, Any]:
    """The bands alone, as an open page fetches them anew: `on` is the pair that it shows."""
    member = member_of(request)
    band = request.GET.get("band", "")
    only = band if band in queue.BANDS or band == queue.LATER else ""
    try:
        groups = queue.groups(member, later(request), only, request.GET.get("after", "")[:120])
    except (ValueError, OverflowError):
        raise Http404 from None
    context = {
        **section(member, "merges", "queue", None if only else sum(group.n for group in groups)),
        "groups": groups, "only": only, "home": reverse("customers:merges", args=[slug]), "writes": can_merge(member),
        "current": next(iter(queue.keys_of([request.GET.get("on", "")])), None),
    }  # fmt: skip
    return context | {"source": _source(context, request)}


def _source(context: dict[str, Any], request: HttpRequest) -> str:
    """Where an open page fetches its queue anew."""
    said = {"band": context["only"], "after": request.GET.get("after", "")[:120] if context["only"] else "",
            "on": context["current"] or ""}  # fmt: skip
    return f"{context['home']}?" + urlencode({name: value for name, value in said.items() if value})


def _pair(proposal: Proposal, member: Member) -> dict[str, Any]:
    """All that the page says of one proposal; of one that is decided, what was decided."""
    into, source = proposal.identity.customer, proposal.claimant.customer
    both: Beside | None = beside(into, source, member) if into.pk != source.pk else None
    speaks, against = words.reasons(proposal)
    hundred = queue.hundred_of(proposal.probability)
    return {
        "proposal": proposal, "row": queue.row(proposal), "both": both, "hundred": hundred,
        "open": both is not None and not proposal.decision,
        "dots": [(5 + 9.9 * (n // 4), 5 + 10 * (n % 4), n < hundred) for n in range(100)] if hundred else [],
        "speaks": [(one, _width(one.weight)) for one in speaks],
        "against": [(one, _width(one.weight)) for one in against],
        "asked": [words.why(proposal.why)] if speaks or against else words.proposed([proposal])[proposal.pk],
        "by": members([proposal.decided_by_id]).get(proposal.decided_by_id, "") if proposal.decision else "",
    }  # fmt: skip


def _width(weight: float) -> int:
    """Of a hundred, how long the line of a reason is."""
    return min(100, max(4, round(abs(weight) * 10)))


def _told(proposal: Proposal, member: Member) -> tuple[str, Proposal | None]:
    """What is said of a decision, and what can be undone: of one's own."""
    now = Proposal.objects.get(pk=proposal.pk)
    if now.decided_by_id != member.pk:
        who = members([now.decided_by_id]).get(now.decided_by_id) or _("a program")
        said = _("%(who)s has decided already: one person") if now.decision == "accepted" else _(
            "%(who)s has decided already: different people"
        )
        return said % {"who": who}, None
    row = queue.row(proposal)
    if now.decision == "accepted":
        return _("%(one)s and %(other)s are one person") % {"one": row.first, "other": row.second}, proposal
    return _("%(one)s and %(other)s are different people") % {"one": row.first, "other": row.second}, proposal


def _answer(
    request: HttpRequest, slug: str, shown: Proposal | None, said: str, undo: Proposal | None = None
) -> HttpResponse:
    if "Nitka-Part" not in request.headers:
        return redirect("customers:pair", slug, shown.pk) if shown else redirect("customers:merges", slug)
    context = page(request, slug, shown) | {
        "said": said, "undo": reverse("customers:taking_back", args=[slug, undo.pk]) if undo else "",
    }  # fmt: skip
    return render(request, "customers/_merges_answer.html", context)


def _following(request: HttpRequest, behind: Proposal) -> Proposal | None:
    """Of those who were ticked together the next that waits still, else the next of the queue."""
    asked = [one for one in queue.keys_of(request.session.pop(TICKED, [])) if one != behind.pk]
    rows = queries.seen_proposals(member_of(request)).select_related("identity__customer", "claimant__customer")
    found = rows.filter(pk__in=asked, decision="") if asked else ()
    waiting = {row.pk: row for row in found if row.identity.customer_id != row.claimant.customer_id}
    left = [waiting[key] for key in asked if key in waiting]
    if left:
        request.session[TICKED] = [str(one.pk) for one in left]
        return left[0]
    return queue.following(member_of(request), later(request), behind)


def _put_off(request: HttpRequest, proposal: Proposal) -> None:
    kept = [one for one in request.session.get(LATER, []) if one != str(proposal.pk)]
    request.session[LATER] = [*kept, str(proposal.pk)][-KEPT:]


def later(request: HttpRequest) -> list[UUID]:
    """What this member put off."""
    kept = request.session.get(LATER)
    return queue.keys_of(kept) if isinstance(kept, list) else []


def _kept(request: HttpRequest) -> UUID | None:
    found = queue.keys_of([request.POST.get("name_of", "")])
    return found[0] if found else None


def _proposal(request: HttpRequest, key: UUID) -> Proposal:
    rows = queries.seen_proposals(member_of(request)).select_related("identity__customer", "claimant__customer")
    found = rows.filter(pk=key).first()
    if found is None:
        raise Http404
    return found
