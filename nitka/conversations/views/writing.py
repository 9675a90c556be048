"""Drafts, answers that wait, and notes that are changed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nitka.accounts.asking import member_of
from nitka.conversations import actions, forms
from nitka.conversations.actions.notes import Settled
from nitka.conversations.actions.pending import kept, unkept
from nitka.conversations.models import Beginning, Draft, Message, Pending
from nitka.conversations.views.base import conversation_of, done, leave, may_answer, refused
from nitka.conversations.views.moments import meant
from nitka.customers.models import Identity


@require_POST
def draft(request: HttpRequest, slug: str, number: int) -> JsonResponse:
    """Keep what is being written; 409 with the newer one when another tab was here meanwhile."""
    may_answer(request)
    known = request.POST.get("known", "0")
    try:
        files = [kept(forms.opened(token)) for token in request.POST.getlist("files")[: forms.MOST_FILES]]
        saved = actions.save_draft(
            conversation=conversation_of(request, number),
            member=member_of(request),
            known=int(known) if known.isdecimal() and len(known) < 9 else 0,
            text=request.POST.get("text", "").replace("\r\n", "\n")[: forms.MOST_TEXT],
            is_note=request.POST.get("is_note") == "1",
            to=request.POST.get("to", ""),
            files=files,
        )
    except actions.Newer as newer:
        return JsonResponse(_draft(newer.draft), status=409)
    except forms.Refused as problem:
        return JsonResponse({"error": str(problem)}, status=422)
    return JsonResponse({"version": saved.version})


def _draft(row: Draft) -> dict[str, object]:
    files = [{"id": forms.token(unkept(file)), "name": file["name"], "size": file["size"]} for file in row.files]
    return {"version": row.version, "text": row.text or "", "is_note": row.is_note, "to": row.to, "files": files}


@require_POST
def pending(request: HttpRequest, slug: str, number: int, key: UUID) -> HttpResponse:
    """Take an answer back, send it now, or at another moment (`do`: back, now, moment)."""
    may_answer(request)
    row = _pending(request, number, key)
    do, gone = request.POST.get("do", "back"), _("It has gone out already")
    if do == "back":
        if begun := actions.unbegin(pending=row, by=member_of(request)):
            return _to_form(request, slug, begun)
        taken = actions.cancel(pending=row, by=member_of(request))
        return done(request, slug, number, _("Back in the composer")) if taken else refused(request, slug, number, gone)
    if do == "now":
        sent = actions.send_now(pending=row)
        return done(request, slug, number) if sent else refused(request, slug, number, gone)
    if do != "moment":
        raise Http404
    try:
        moved = actions.reschedule(pending=row, at=meant(request.POST.get("until", "")))
    except forms.Refused as problem:
        return refused(request, slug, number, str(problem))
    return done(request, slug, number) if moved else refused(request, slug, number, gone)


def _to_form(request: HttpRequest, slug: str, begun: Beginning) -> HttpResponse:
    """The conversation is gone with its first letter: on to the form that holds it."""
    messages.success(request, _("Back in the form: nothing was sent, and no conversation was begun"))
    assert begun.identity_id
    customer = Identity.objects.values_list("customer_id", flat=True).get(pk=begun.identity_id)
    return leave(request, f"{reverse('conversations:new', args=[slug])}?customer={customer}")


def _pending(request: HttpRequest, number: int, key: UUID) -> Pending:
    """One's own: others see it and leave it alone."""
    conversation = conversation_of(request, number)
    row = Pending.objects.filter(pk=key, conversation_id=conversation.pk, author_id=member_of(request).pk).first()
    if row is None:
        raise Http404
    return row


@require_POST
def note(request: HttpRequest, slug: str, number: int, key: UUID) -> HttpResponse:
    """Change a note of one's own, or take it away (`do`: away)."""
    may_answer(request)
    conversation = conversation_of(request, number)
    message = Message.objects.filter(pk=key, conversation_id=conversation.pk, direction="note").first()
    if message is None:
        raise Http404
    try:
        if request.POST.get("do") == "away":
            actions.remove_note(message=message, by=member_of(request))
            return done(request, slug, number, _("The note is gone; that there was one stays"))
        actions.change_note(message=message, text=request.POST.get("text", ""), by=member_of(request))
    except Settled:
        return refused(request, slug, number, _("Only who wrote a note changes it, within an hour"))
    except actions.Empty:
        return refused(request, slug, number, _("Write something, or take the note away"))
    return done(request, slug, number)
