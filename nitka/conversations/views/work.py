"""Take, assign, close, open again; decide on a stated address."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nitka.accounts.asking import member_of
from nitka.accounts.models import Member, Team
from nitka.conversations import actions
from nitka.conversations.desk import undo as back
from nitka.conversations.desk.names import first_name
from nitka.conversations.views.base import conversation_of, done, may_answer, refused
from nitka.customers import actions as customers
from nitka.customers import queries


@require_POST
def closure(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Close."""
    may_answer(request)
    actions.close(conversation=conversation_of(request, number), by=member_of(request))
    undo = reverse("conversations:reopening", args=[slug, number])
    return done(request, slug, number, _("#%(number)s is closed") % {"number": number}, undo=undo)


@require_POST
def reopening(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Open again."""
    may_answer(request)
    actions.reopen(conversation=conversation_of(request, number), by=member_of(request))
    return done(request, slug, number)


@require_POST
def assignment(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take it, give it to a colleague or a team with a few words, or put it back into the queue (neither)."""
    may_answer(request)
    me, chosen, team = member_of(request), chosen_member(request), chosen_team(request)
    conversation = conversation_of(request, number)
    had = {number: [str(conversation.assignee_id or ""), str(conversation.team_id or "")]}
    try:
        actions.assign(
            conversation=conversation,
            member=chosen,
            team=team,
            by=me,
            reason="taken" if chosen == me else "assigned",
            words=request.POST.get("words", "").replace("\r\n", "\n"),
        )
    except actions.CannotHave:
        said = _("%(name)s only observes and cannot answer: choose somebody else")
        return refused(request, slug, number, said % {"name": chosen.name if chosen else ""})
    if team is not None:
        said = _("Given to the team %(team)s") % {"team": team.name}
    elif chosen is None:
        said = _("Back in the queue")
    else:
        said = _("It is yours now") if chosen == me else _("Given to %(name)s") % {"name": first_name(chosen.name)}
    return done(request, slug, number, said, undo=back.address(slug, me, "assign", [number], had=had))


def chosen_team(request: HttpRequest) -> Team | None:
    """The team that a form names, or none. Raises Http404."""
    key = request.POST.get("team", "")
    if not key:
        return None
    try:
        return Team.objects.get(pk=UUID(key), deleted_at=None)
    except (ValueError, Team.DoesNotExist):
        raise Http404 from None


def chosen_member(request: HttpRequest) -> Member | None:
    """Whom a form names: a member, oneself, or nobody. Raises Http404."""
    key = request.POST.get("member", "")
    if not key:
        return None
    if key == "me":
        return member_of(request)
    try:
        return Member.objects.get(pk=UUID(key), is_active=True)
    except (ValueError, Member.DoesNotExist):
        raise Http404 from None


@require_POST
def decision(request: HttpRequest, slug: str, number: int, key: UUID) -> HttpResponse:
    """Accept or refuse that this customer is the owner of the address they stated."""
    may_answer(request)
    of, member = conversation_of(request, number).identity.customer_id, member_of(request)
    proposal = queries.seen_proposals(member).filter(pk=key, claimant__customer_id=of).first()
    if proposal is None:
        raise Http404
    accept = request.POST.get("accept") == "1"
    try:
        customers.decide(proposal=proposal, accept=accept, member_id=member.pk)
    except customers.CannotMerge:
        return refused(request, slug, number, _("They have changed meanwhile: look once more"))
    return done(request, slug, number, _("They are one customer now") if accept else _("Noted: not the same person"))
