"""The same for several conversations at once, and doing it back."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from nitka.accounts.asking import member_of
from nitka.accounts.models import Team
from nitka.conversations import actions, queries
from nitka.conversations.desk import undo as back
from nitka.conversations.forms import Refused
from nitka.conversations.models import Conversation, Label
from nitka.conversations.views.base import desk, may_answer, toast
from nitka.conversations.views.moments import meant
from nitka.conversations.views.work import chosen_member, chosen_team
from nitka.ui import words

MOST = 300


@require_POST
def bulk(request: HttpRequest, slug: str) -> HttpResponse:
    """Close, open, give, put aside or label those that are chosen in the list."""
    may_answer(request)
    do = _DO.get(request.POST.get("do", ""))
    if do is None:
        return HttpResponse(status=400)
    rows = _rows(request)
    try:
        said, undo = do(request, slug, rows)
    except Refused as problem:
        return HttpResponse(toast(request, str(problem), level="error"), status=422)
    return _answer(request, slug, said, undo)


@require_POST
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    """Do back what a notice offered to."""
    may_answer(request)
    if not back.undo(request.GET.get("t", ""), member_of(request)):
        return HttpResponse(toast(request, _("Too late to undo that"), level="error"), status=422)
    return _answer(request, slug, _("Undone"), "")


def _answer(request: HttpRequest, slug: str, said: str, undo: str) -> HttpResponse:
    answer = desk(request, slug, number=None, pane="list") if request.headers.get("Nitka-Part") == "rows" else None
    answer = answer or HttpResponse()
    answer.write(toast(request, said, undo=undo))
    return answer


def _rows(request: HttpRequest) -> list[Conversation]:
    numbers = [int(n) for n in request.POST.get("numbers", "").split(",") if n.isascii() and n.isdecimal()]
    found = queries.visible_to(member_of(request)).filter(number__in=[n for n in numbers if n < 2**31][:MOST])
    return list(found)


def _close(request: HttpRequest, slug: str, rows: list[Conversation]) -> tuple[str, str]:
    member = member_of(request)
    done = [row.number for row in actions.close_many(conversations=rows, by=member)]
    said = ngettext("%(n)s conversation is closed", "%(n)s conversations are closed", len(done)) % {"n": len(done)}
    return said, back.address(slug, member, "reopen", done) if done else ""


def _reopen(request: HttpRequest, slug: str, rows: list[Conversation]) -> tuple[str, str]:
    member = member_of(request)
    closed = [row.number for row in rows if row.status == "closed"]
    done = actions.reopen_many(conversations=rows, by=member)
    said = ngettext("%(n)s conversation is open", "%(n)s conversations are open", len(done)) % {"n": len(done)}
    return said, back.address(slug, member, "close", closed) if closed else ""


def _snooze(request: HttpRequest, slug: str, rows: list[Conversation]) -> tuple[str, str]:
    member, until = member_of(request), meant(request.POST.get("until", ""))
    done = [row.number for row in actions.snooze_many(conversations=rows, until=until, by=member)]
    said = ngettext(
        "%(n)s conversation is snoozed until %(when)s", "%(n)s conversations are snoozed until %(when)s", len(done)
    )
    values = {"n": len(done), "when": words.moment(until)}
    return said % values, back.address(slug, member, "reopen", done) if done else ""


def _assign(request: HttpRequest, slug: str, rows: list[Conversation]) -> tuple[str, str]:
    member, chosen, team = member_of(request), chosen_member(request), chosen_team(request)
    try:
        before = actions.assign_many(conversations=rows, member=chosen, team=team, by=member)
    except actions.CannotHave:
        raise Refused(_("They only observe and cannot answer: choose somebody else")) from None
    had = {row.number: [str(row.assignee_id or ""), str(row.team_id or "")] for row in before}
    said = _given(len(had), team)
    return said, back.address(slug, member, "assign", list(had), had=had) if had else ""


def _given(n: int, team: Team | None) -> str:
    if team is None:
        return ngettext("%(n)s conversation given", "%(n)s conversations given", n) % {"n": n}
    said = ngettext(
        "%(n)s conversation given to the team %(team)s", "%(n)s conversations given to the team %(team)s", n
    )
    return said % {"n": n, "team": team.name}


def _label(request: HttpRequest, slug: str, rows: list[Conversation]) -> tuple[str, str]:
    member = member_of(request)
    on, off = labels_of(request, "on"), labels_of(request, "off")
    new, gone = actions.put_labels(conversations=rows, on=on, off=off, by=member)
    numbers = {row.pk: row.number for row in rows}
    changed = sorted({numbers[key] for key, _label in (*new, *gone)})
    said = ngettext("Labels of %(n)s conversation changed", "Labels of %(n)s conversations changed", len(changed))
    pairs = {name: [(numbers[key], str(label)) for key, label in way] for name, way in (("on", new), ("off", gone))}
    undo = back.address(slug, member, "labels", changed, **pairs) if changed else ""
    return said % {"n": len(changed)}, undo


def labels_of(request: HttpRequest, name: str) -> list[Label]:
    """The labels named in what was posted."""
    keys = []
    for text in request.POST.getlist(name):
        try:
            keys.append(UUID(text))
        except ValueError:
            raise Http404 from None
    return list(Label.objects.filter(pk__in=keys))


_DO: dict[str, Callable[[HttpRequest, str, list[Conversation]], tuple[str, str]]] = {
    "close": _close,
    "reopen": _reopen,
    "snooze": _snooze,
    "assign": _assign,
    "label": _label,
}
