"""Several pairs of the queue decided together: what would become of them, a chunk at a time, and all of it back."""

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from nitka.accounts.asking import admitted, member_of
from nitka.customers import actions, handful, queries, queue, words
from nitka.customers.actions.handful import CHUNK, Outcome
from nitka.customers.models import Proposal
from nitka.customers.policies import can_merge
from nitka.customers.views.merges import later, page
from nitka.ui import words as ui

TALLY = "customers.handful"  # in the session: what became of the chunks so far
BACK = "customers.back"  # in the session: how many of a handful wait again so far
TICKED = 1_000  # rows that a form names one by one
LONG = 20_000  # ms: how long the notice stands that can be undone


@require_POST
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """What would become of the pairs that are named, or of all in a band; nothing is changed."""
    member, accept, band = admitted(request, can_merge), _answer(request), request.POST.get("band", "")
    keys = queue.keys_of(request.POST.getlist("row")[:TICKED])
    if (band and band not in queue.BANDS) or not (band or keys):
        raise BadRequest
    found = handful.chosen(member, keys, band, later(request), accept=accept)
    left = found.plan.left
    context = {
        "accept": accept, "keys": found.keys, "n": len(found.keys), "decided": len(found.keys) - len(left),
        "people": found.people, "become": found.people - len(found.plan.merges), "left": _reasons(_counted(left)),
        "wrong": None if found.wrong is None else round(found.wrong),
        "gone": 0 if band else len(keys) - len(found.keys),
        "all": band and len(found.keys) == handful.MOST, "handful": uuid4(), "chunk": CHUNK,
    }  # fmt: skip
    return render(request, "customers/_handful.html", context)


@require_POST
def decide(request: HttpRequest, slug: str) -> HttpResponse:
    """A chunk of a handful; with the last one the queue again, and what became of all in words."""
    member, accept = admitted(request, can_merge), _answer(request)
    named = request.POST.get("rows", "").split()
    if len(named) > CHUNK:
        raise BadRequest
    tally = _tally(request)
    keys = list(queries.seen_proposals(member).filter(pk__in=queue.keys_of(named)).values_list("pk", flat=True))
    done = actions.decide_all(proposals=keys, accept=accept, handful=UUID(tally["id"]), member_id=member.pk)
    _add(tally, done)
    request.session[TALLY] = tally
    if "last" not in request.POST:
        return HttpResponse(status=204)
    del request.session[TALLY]
    undo = reverse("customers:handful_return", args=[slug, tally["id"]]) if tally["decided"] else ""
    return _again(request, slug, _told(tally, accept=accept), undo)


@require_POST
def take_back(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """All of a handful waits again; where it is long a part of it, and the notice goes on by itself."""
    member = admitted(request, can_merge)
    rows = _of(request, key)
    back, rest = actions.take_all_back(proposals=list(rows.values_list("pk", flat=True)), member_id=member.pk)
    kept = request.session.pop(BACK, None) or ["", 0]
    back += kept[1] if kept[0] == str(key) else 0
    if not back:
        return _again(request, slug, _("Nothing to take back"))
    if rest:
        request.session[BACK] = [str(key), back]
    said = ngettext("%(n)s pair waits in the queue again", "%(n)s pairs wait in the queue again", back) % {"n": back}
    if rest:
        said += " · " + _("still to be taken back: %(n)s") % {"n": ui.figure(rest)}
    return _again(request, slug, said, reverse("customers:handful_return", args=[slug, key]) if rest else "", more=rest)


def _answer(request: HttpRequest) -> bool:
    answer = request.POST.get("answer", "")
    if answer not in ("one", "two"):
        raise BadRequest
    return answer == "one"


def _of(request: HttpRequest, key: UUID) -> "QuerySet[Proposal]":
    rows = queries.seen_proposals(member_of(request)).filter(handful_id=key).exclude(decision="")
    if not rows.exists():
        raise Http404
    return rows


def _tally(request: HttpRequest) -> dict[str, Any]:
    """What became of this handful so far; another one's is forgotten."""
    named = queue.keys_of([request.POST.get("handful", "")])
    if not named:
        raise BadRequest
    kept = request.session.get(TALLY)
    if isinstance(kept, dict) and kept.get("id") == str(named[0]):
        return kept
    return {"id": str(named[0]), "decided": 0, "before": 0, "left": {}}


def _add(tally: dict[str, Any], done: Outcome) -> None:
    tally["decided"] += done.decided
    tally["before"] += done.before
    for why, n in done.left.items():
        tally["left"][why] = tally["left"].get(why, 0) + n


def _counted(left: dict[UUID, str]) -> dict[str, int]:
    codes = list(left.values())
    return {code: codes.count(code) for code in dict.fromkeys(codes)}


def _reasons(left: dict[str, int]) -> list[str]:
    """How many stay in the queue, and why."""
    return [
        ngettext("%(n)s pair stays for a closer look: %(why)s", "%(n)s pairs stay for a closer look: %(why)s", n)
        % {"n": ui.figure(n), "why": words.why(code)}
        for code, n in left.items()
    ]


def _told(tally: dict[str, Any], *, accept: bool) -> str:
    n, before = tally["decided"], tally["before"]
    if accept:
        head = ngettext("%(n)s pair became one person", "%(n)s pairs became one person each", n)
    else:
        head = ngettext("%(n)s pair is of different people", "%(n)s pairs are of different people", n)
    said = [head % {"n": ui.figure(n)}] if n else [_("Nothing was decided")]
    if before:
        said.append(ngettext("%(n)s had been decided before", "%(n)s had been decided before", before)
                    % {"n": ui.figure(before)})  # fmt: skip
    return ". ".join([*said, *_reasons(tally["left"])])


def _again(request: HttpRequest, slug: str, said: str, undo: str = "", more: int = 0) -> HttpResponse:
    """The queue anew, and what happened."""
    if "Nitka-Part" not in request.headers:
        return redirect("customers:merges", slug)
    context = page(request, slug, None) | {"said": said, "undo": undo, "life": LONG if undo else "", "more": more}
    return render(request, "customers/_merges_answer.html", context)
