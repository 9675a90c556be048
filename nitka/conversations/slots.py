"""What conversations show on the pages of the floors below: the customer's page."""

from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from nitka.accounts.models import Member, Workspace
from nitka.conversations import queries
from nitka.conversations.desk.dossier import MOMENTS
from nitka.conversations.desk.frame import frame
from nitka.conversations.desk.story import story
from nitka.conversations.models import Conversation
from nitka.customers.queries import identity_ids
from nitka.kit.context import require_workspace
from nitka.moments.queries import timeline

SHOWN = 50


def of_customer(customer_id: UUID, member: Member) -> str:
    """A customer's conversations, the latest first."""
    found = (
        queries.visible_to(member)
        .filter(identity__customer_id=customer_id)
        .select_related("channel")
        .order_by("-last_at")
    )
    context = {"rows": list(found[:SHOWN]), "slug": _slug()}
    return render_to_string("conversations/_of_customer.html", context)


def story_of_customer(customer_id: UUID, member: Member) -> str:
    """A customer's moments, told in words."""
    keys = identity_ids(customer_id)
    rows = list(timeline(keys, member)[: MOMENTS * 5])
    numbers = dict(
        Conversation.objects.filter(pk__in={row.conversation_id for row in rows}).values_list("pk", "number")
    )
    at = frame(member)
    return render_to_string("conversations/_story_whole.html", {"story": story(rows, at, numbers), "slug": _slug()})


def holds(member: Member) -> list[tuple[str, int]]:
    """What a member who leaves would hand on."""
    held = Conversation.objects.filter(assignee_id=member.pk, status__in=("open", "snoozed"))
    return [(_("Open conversations"), held.count())]


def _slug() -> str:
    return str(Workspace.objects.values_list("slug", flat=True).get(pk=require_workspace()))
