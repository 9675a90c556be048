"""Answers and notes, files for them, and what did not go out."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nitka.accounts.asking import member_of
from nitka.accounts.models import Member
from nitka.channels.models import Channel
from nitka.conversations import actions, forms
from nitka.conversations.actions.deliver import send_again
from nitka.conversations.desk.blind import blind, unseeing
from nitka.conversations.desk.destinations import places
from nitka.conversations.desk.dossier import dossier
from nitka.conversations.desk.frame import frame
from nitka.conversations.desk.items import PICTURES
from nitka.conversations.desk.meanwhile import halt
from nitka.conversations.desk.thread import messages
from nitka.conversations.mentions import named
from nitka.conversations.models import Delivery, Message, Pending
from nitka.conversations.policies import can_resend
from nitka.conversations.views.base import conversation_of, desk, done, may_answer, parts_of, refused, toast
from nitka.conversations.views.moments import meant
from nitka.customers.models import Identity
from nitka.ui import words


@require_POST
def replies(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Answer by the channel and address that the composer showed."""
    may_answer(request)
    member = member_of(request)
    found = dossier(member, number, panel=False)
    if found is None:
        raise Http404
    try:
        choices = places(found, messages(found.conversation.pk)[0], frame(member))
        written, chosen = forms.written(request), forms.place(request, choices)
        forms.carried(written.files, chosen.channel.name, can=chosen.channel.files)
        copies = forms.copies(request, chosen)
        at = meant(request.POST["at"]) if request.POST.get("at") else None
        forms.filled(written.text, request.POST.getlist("unfilled"))
        if seen := forms.seen(request):
            actions.stop_if_unseen(conversation=found.conversation, member=member, seen=seen)
    except forms.Refused as problem:
        return refused(request, slug, number, str(problem))
    except actions.Meanwhile as found_between:
        stop = halt(found_between, frame(member), written.text)
        return desk(request, slug, number=number, pane="thread", status=422, meanwhile=stop)
    to = actions.Destination(Channel.objects.get(pk=chosen.channel.id), Identity.objects.get(pk=chosen.identity_id))
    sent = actions.send(
        conversation=found.conversation,
        text=written.text,
        to=to,
        author=member,
        files=written.files,
        subject=written.subject,
        copies=copies,
        at=at,
        then="close" if request.POST.get("then") == "close" else "",
    )
    actions.clear_draft(conversation_id=found.conversation.pk, member=member)
    return going_out(request, slug, number, sent)


def going_out(request: HttpRequest, slug: str, number: int, sent: Message | Pending | None) -> HttpResponse:
    """What waits for its seconds says so, with a way back; None: it went before."""
    if not isinstance(sent, Pending):
        return done(request, slug, number)
    if sent.later:
        said = _("Goes out %(when)s") % {"when": words.moment(sent.send_at)}
    else:
        said = _("Goes out in %(n)s s") % {"n": round((sent.send_at - sent.at).total_seconds())}
    undo = reverse("conversations:pending", args=[slug, number, sent.pk])
    if not parts_of(request):
        return done(request, slug, number, said, undo=undo, swap=f"talk composer-{number}")
    answer = done(request, slug, number)
    life = 0 if sent.later else round((sent.send_at - sent.at).total_seconds() * 1000)
    answer.write(toast(request, said, undo=undo, swap=f"talk composer-{number}", life=life))
    return answer


@require_POST
def notes(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Write what only members see."""
    may_answer(request)
    conversation = conversation_of(request, number)
    try:
        written = forms.written(request)
    except forms.Refused as problem:
        return refused(request, slug, number, str(problem))
    member, add = member_of(request), request.POST.get("add", "")
    mentions = named(written.text, _colleagues(written.text), forms.keys(request, "mentions"))
    strangers = unseeing(conversation, mentions)
    if strangers and not add:
        stop = blind(strangers, written.text)
        return desk(request, slug, number=number, pane="thread", status=422, blind=stop)
    if add == "1":
        actions.follow(conversation=conversation, members=strangers, by=member)
    else:
        mentions = [person for person in mentions if person not in strangers]
    actions.note(
        conversation=conversation, text=written.text, author=member, files=written.files, mentions=mentions
    )
    actions.clear_draft(conversation_id=conversation.pk, member=member)
    return done(request, slug, number)


def _colleagues(text: str) -> list[Member]:
    """Whom a note can name; nobody is read when it names nobody."""
    return list(Member.objects.filter(is_active=True)) if "@" in text else []


@require_POST
def uploads(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep one file for a message that is still being written."""
    may_answer(request)
    given = request.FILES.get("file")
    if given is None:
        return JsonResponse({"error": _("No file came")}, status=400)
    try:
        file = forms.keep(given)
    except forms.Refused as problem:
        return JsonResponse({"error": str(problem)}, status=413)
    return JsonResponse(
        {"id": forms.token(file), "name": file.name, "size": file.size, "image": file.type in PICTURES}, status=201
    )


@require_POST
def attempts(request: HttpRequest, slug: str, number: int, key: UUID) -> HttpResponse:
    """Send again what did not go out."""
    if not can_resend(member_of(request)):
        may_answer(request)
    conversation = conversation_of(request, number)
    delivery = (
        Delivery.objects.select_related("message").filter(pk=key, message__conversation_id=conversation.pk).first()
    )
    if delivery is None:
        raise Http404
    if delivery.state == "failed":
        send_again(delivery=delivery)
    return done(request, slug, number, _("Being sent again"))
