"""`POST conversations`: writing first."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Status

from nitka.accounts.models import Member, Team
from nitka.accounts.policies import can_answer
from nitka.api.errors import Problem
from nitka.api.schemas.conversations import ConversationGiven, ConversationRow
from nitka.api.views.common import Key, acting, allow, answers, customer_or_404
from nitka.api.views.conversations import WORN, described, router
from nitka.channels.models import Channel
from nitka.channels.registry import adapter
from nitka.conversations import actions, queries
from nitka.conversations.models import Conversation
from nitka.customers.models import Identity

_FIELD = {"channel": "channel", "kind": "channel", "subject": "subject", "not_agreed": "purpose"}


@router.post("conversations", response=answers(201, ConversationRow))
def begin(request: HttpRequest, given: ConversationGiven, idempotency_key: Key = None) -> Any:
    """Begin a conversation: it is open and goes out at once. Refused (409, `barred`) where the letter would not arrive
    or must not leave: the customer restricted the processing of their data, has not agreed to the `purpose`, or the
    last letter to the address came back."""
    allow(request, can_answer)
    to = _to(request, given)
    copies = actions.Copies(_people(given, "cc"), _people(given, "bcc"))
    letter = actions.Letter(given.text, given.subject, copies=copies, purpose=given.purpose)
    try:
        row, _sent = actions.begin(to=to, letter=letter, author=acting(request), holder=_holder(given))
    except actions.CannotBegin as problem:
        raise _refused(problem.reason) from None
    except actions.CannotHave:
        raise Problem("observer") from None
    except actions.Empty:
        raise Problem("empty") from None
    # Whoever gave it away may see it no more: this answer they have still earned.
    made = Conversation.objects.select_related("identity").prefetch_related(WORN).get(pk=row.pk)
    return Status(201, described(made))


def _refused(reason: str) -> Problem:
    field = _FIELD.get(reason, "to")
    words = queries.why_barred(reason, get_language() or "en")
    return Problem("invalid" if reason == "subject" else "barred", fields={field: words})


def _to(request: HttpRequest, given: ConversationGiven) -> actions.Destination:
    """The channel and the address. Raises Problem."""
    channels = _channels(given)
    if given.to:
        identity = _identity(request, given)
        fit = [one for one in channels if adapter(one.kind).capabilities.reaches == identity.kind]
        if not fit:
            raise Problem("unreachable")
        return actions.Destination(fit[0], identity)
    if given.customer is None:
        raise Problem("invalid", fields={"customer": _("Say whom it is for: customer, or to")})
    ways = queries.reaches(customer_or_404(request, given.customer).pk, channels)
    if not ways:
        raise Problem("unreachable")
    return actions.Destination(ways[0].channel, ways[0].identity)


def _channels(given: ConversationGiven) -> list[Channel]:
    if given.channel is None:
        return queries.writing()
    found = Channel.objects.filter(pk=given.channel).first()
    if found is None:
        raise Problem("not_found")
    if found not in queries.writing():
        raise _refused("channel")
    return [found]


def _identity(request: HttpRequest, given: ConversationGiven) -> Identity:
    kind, _sign, value = given.to.partition(":")
    try:
        found = actions.addressee(kind=kind, value=value, name=given.name, by=acting(request))
    except actions.NoAddress:
        raise Problem("invalid", fields={"to": _("Write it as kind:value, as in email:anna@example.org")}) from None
    except actions.Unseen:
        raise Problem("not_found") from None
    if given.customer and customer_or_404(request, given.customer).pk != found.customer_id:
        raise Problem("unreachable")
    return found


def _people(given: ConversationGiven, field: str) -> list[tuple[str, str]]:
    try:
        return [actions.named(one) for one in getattr(given, field)]
    except actions.NoAddress as problem:
        said = _("%(part)s is not an e-mail address") % {"part": problem}
        raise Problem("invalid", fields={field: said}) from None


def _holder(given: ConversationGiven) -> actions.Holder:
    member = _one(Member.objects.filter(is_active=True, pk=given.member)) if given.member else None
    team = _one(Team.objects.filter(deleted_at=None, pk=given.team)) if given.team else None
    return actions.Holder(member, team)


def _one(found: "QuerySet[Any]") -> Any:
    row = found.first()
    if row is None:
        raise Problem("not_found")
    return row
