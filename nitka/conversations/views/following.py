"""Following a conversation, by oneself."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nitka.accounts.asking import member_of
from nitka.conversations import actions
from nitka.conversations.views.base import conversation_of, done


@require_POST
def following(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Follow, or stop (`on`: 1, 0). Who only observes may, too: it changes nothing for others."""
    conversation, member = conversation_of(request, number), member_of(request)
    if request.POST.get("on") == "1":
        actions.follow(conversation=conversation, members=[member], by=member)
        return done(request, slug, number, _("You follow it: you hear of what is written here"))
    actions.unfollow(conversation=conversation, member=member)
    return done(request, slug, number, _("You no longer follow it"))
