"""Put aside, wake, label: what members do beside the talk itself."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nitka.accounts.asking import member_of
from nitka.conversations import actions
from nitka.conversations.desk import undo
from nitka.conversations.forms import Refused
from nitka.conversations.models import Label
from nitka.conversations.views.base import conversation_of, done, may_answer, refused
from nitka.conversations.views.bulk import labels_of
from nitka.conversations.views.moments import meant
from nitka.ui import words


@require_POST
def snooze(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Until a moment said in words."""
    may_answer(request)
    conversation, member = conversation_of(request, number), member_of(request)
    try:
        until = meant(request.POST.get("until", ""))
    except Refused as problem:
        return refused(request, slug, number, str(problem))
    if conversation.status == "closed":
        return refused(request, slug, number, _("It is closed: open it again first"))
    actions.snooze(conversation=conversation, until=until, by=member, why=request.POST.get("why", ""))
    said = _("Snoozed until %(when)s") % {"when": words.moment(until)}
    return done(request, slug, number, said, undo.address(slug, member, "reopen", [number]))


@require_POST
def labels(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Put labels on and off; `new` makes one."""
    may_answer(request)
    conversation, member = conversation_of(request, number), member_of(request)
    on, name = labels_of(request, "on"), " ".join(request.POST.get("new", "").split())[:40]
    if name:
        on.append(Label.objects.filter(name__iexact=name).first() or actions.save_label(label=Label(name=name)))
    new, gone = actions.put_labels(conversations=[conversation], on=on, off=labels_of(request, "off"), by=member)
    pairs = {key: [(number, str(label)) for _row, label in way] for key, way in (("on", new), ("off", gone))}
    said = _("Labels changed") if new or gone else ""
    return done(request, slug, number, said, undo.address(slug, member, "labels", [number], **pairs) if said else "")
