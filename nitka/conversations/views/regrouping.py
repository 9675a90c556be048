"""Merge, split, and undo either."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from nitka.accounts.asking import member_of
from nitka.conversations import actions, queries
from nitka.conversations.actions.regroup import CannotRegroup
from nitka.conversations.desk.regroupings import Candidate, candidates, why_not
from nitka.conversations.models import Message, Regrouping
from nitka.conversations.views.base import conversation_of, done, may_answer, refused
from nitka.ui import words


@require_http_methods(["GET", "POST"])
def merges(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Which could be merged into this one; merge one (`with`: its number; `customers`: 1 when they are one person)."""
    may_answer(request)
    into, member = conversation_of(request, number), member_of(request)
    if request.method == "GET":
        return _offered(candidates(member, into, request.GET.get("q", "")))
    other = request.POST.get("with", "")
    source = queries.find(member, int(other)) if other.isdecimal() and len(other) < 10 else None
    if source is None:
        return refused(request, slug, number, _("There is no conversation of that number"))
    try:
        merged = actions.merge(
            into=into, source=source, by=member, with_customers=request.POST.get("customers") == "1"
        )
    except CannotRegroup as problem:
        return refused(request, slug, number, why_not(problem.code))
    said = _("#%(other)s is part of this conversation now") % {"other": source.number}
    return done(request, slug, number, said, _undo(slug, number, merged), "talk")


@require_POST
def splits(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """From a message on (`from`: its id) it is a conversation of its own."""
    may_answer(request)
    conversation = conversation_of(request, number)
    try:
        start = Message.objects.get(pk=UUID(request.POST.get("from", "")), conversation_id=conversation.pk)
    except ValueError:
        return refused(request, slug, number, _("Choose the message to begin with"))
    except Message.DoesNotExist:
        raise Http404 from None
    try:
        made = actions.split(conversation=conversation, start=start, by=member_of(request))
    except CannotRegroup as problem:
        return refused(request, slug, number, why_not(problem.code))
    said = _("From there on it is #%(other)s") % {"other": made.into.number}
    return done(request, slug, number, said, _undo(slug, number, made), "talk")


@require_POST
def undoing(request: HttpRequest, slug: str, number: int, key: UUID) -> HttpResponse:
    """As if it had not been."""
    may_answer(request)
    conversation = conversation_of(request, number)
    row = Regrouping.objects.filter(pk=key).first()
    if row is None or conversation.pk not in (row.into_id, row.source_id):
        raise Http404
    try:
        actions.undo_regrouping(regrouping=row, by=member_of(request))
    except CannotRegroup as problem:
        return refused(request, slug, number, why_not(problem.code))
    return done(request, slug, number, _("As it was before"))


def _offered(found: list[Candidate]) -> JsonResponse:
    rows = [
        {
            "number": row.number,
            "label": f"{words.numbered(row.number)} · {row.subject or _('No subject')}",
            "detail": " · ".join(filter(None, (row.other, words.when(row.at)))),
            "other": row.other,
            "question": _("Another customer: %(name)s. Are they one person?") % {"name": row.other},
        }
        for row in found
    ]
    nothing = _("This customer has no other conversation. Type the number of one")
    return JsonResponse({"rows": rows, "problem": "" if rows else nothing})


def _undo(slug: str, number: int, row: Regrouping) -> str:
    return reverse("conversations:undoing", args=[slug, number, row.pk])


