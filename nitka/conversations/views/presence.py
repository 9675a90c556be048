"""Who is here, who types, who has read."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from nitka.accounts.asking import member_of
from nitka.accounts.models import Member
from nitka.conversations.actions.read import read
from nitka.conversations.desk.names import first_name
from nitka.conversations.policies import can_reply
from nitka.conversations.views.base import conversation_of
from nitka.customers.models import Identity
from nitka.realtime import topics
from nitka.realtime.actions import here, leave, whisper
from nitka.realtime.queries import viewers
from nitka.ui import words


@require_POST
def presence(request: HttpRequest, slug: str) -> HttpResponse:
    """A window is open, perhaps on a conversation; answers who else looks at it. With `left` it closes."""
    member, number, tab = member_of(request), request.POST.get("conversation", ""), _tab(request)
    if request.POST.get("left"):
        leave(member, tab)
        return HttpResponse(status=204)
    conversation = conversation_of(request, int(number)) if number.isdecimal() and len(number) < 10 else None
    here(member, conversation.pk if conversation else None, tab)
    others = [key for key in viewers(conversation.pk) if key != member.pk] if conversation else []
    people = list(Member.objects.filter(pk__in=others)) if others else []
    return render(request, "conversations/_seen.html", {"viewers": people})


def _tab(request: HttpRequest) -> str:
    """The window's own word; whatever is none counts as a page without."""
    tab = request.POST.get("tab", "")
    return tab if tab.isascii() and tab.isalnum() and len(tab) <= 20 else ""


@require_POST
def reading(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The member has the thread before them, up to a message of the customer's."""
    try:
        upto = UUID(request.POST.get("upto", ""))
    except ValueError:
        upto = None
    read(conversation=conversation_of(request, number), member=member_of(request), upto=upto)
    return HttpResponse(status=204)


@require_POST
def typing(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The member writes: colleagues see it, and the visitor when it is an answer."""
    member, conversation = member_of(request), conversation_of(request, number)
    if not can_reply(member, conversation):
        return HttpResponse(status=204)
    what = "note" if request.POST.get("note") else "answer"
    told = {"member": str(member.pk), "name": first_name(member.name), "what": what}
    whisper(topic=topics.conversation(conversation.pk), kind="colleague", data=told)
    if what == "answer":
        found = Identity.objects.filter(kind="visitor", customer__identities=conversation.identity_id).order_by(
            "-created_at"
        )
        data = {"name": first_name(member.name), "initials": words.initials(member.name), "hue": words.hue(member.pk)}
        for session in found.values_list("value", flat=True)[:3]:
            whisper(topic=topics.visitor(session), kind="typing", data=data)
    return HttpResponse(status=204)
