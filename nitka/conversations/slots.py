"""What conversations show on the pages of the floors below: the customer's page."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import connection
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from nitka.accounts.models import Member, Workspace
from nitka.conversations import queries
from nitka.conversations.desk.frame import frame
from nitka.conversations.models import Conversation
from nitka.conversations.story.asked import Asked
from nitka.conversations.story.lines import lines
from nitka.conversations.story.reading import moments
from nitka.conversations.story.view import section
from nitka.customers.models import Identity
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array
from nitka.moments.models import Moment
from nitka.ui import words
from nitka.ui.templatetags.ui import CHANNEL_ICONS

SHOWN = 12
LATEST = 10  # lines of what happened to several people
_LINES = """select w.id, v.number, v.preview, v.status, c.kind, v.waiting_since is not null, a.name
    from unnest(%(customers)s::uuid[]) as w (id) cross join lateral (
      select v.* from customers_identity i
      join conversations_conversation v on v.workspace_id = i.workspace_id and v.identity_id = i.id
      where i.workspace_id = %(workspace)s and i.customer_id = w.id and v.status <> 'merged' and {seen}
      order by v.last_at desc limit 1) v
    join channels_channel c on c.workspace_id = v.workspace_id and c.id = v.channel_id
    left join accounts_member a on a.workspace_id = v.workspace_id and a.id = v.assignee_id"""


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


def of_people(names: Mapping[UUID, str], member: Member) -> str:
    """The latest conversations of several customers, each with whose it is."""
    found = queries.visible_to(member).filter(identity__customer_id__in=list(names))
    rows = found.select_related("channel", "identity").order_by("-last_at")[:SHOWN]
    context = {"rows": [(row, names[row.identity.customer_id]) for row in rows], "slug": _slug()}
    return render_to_string("conversations/_of_people.html", context)


def story_of_customer(customer_id: UUID, member: Member, given: Mapping[str, str]) -> str:
    """A customer's moments in episodes; `given` says which and from where on."""
    return section(customer_id, member, given, _slug())


def latest_of_people(names: Mapping[UUID, str], member: Member) -> str:
    """What happened last to several customers, each line with whom; nothing when nothing did. Four statements."""
    theirs = Identity.objects.filter(customer_id__in=list(names))
    owners: dict[UUID | None, UUID] = dict(theirs.values_list("pk", "customer_id"))
    rows = moments([key for key in owners if key], member, Asked(), LATEST * 3)
    if not rows:
        return ""
    came_by = dict(Moment.objects.filter(pk__in=[row.id for row in rows]).values_list("pk", "identity_id"))
    told = [(line, names[owners[came_by[line.id]]]) for line in lines(rows, frame(member))[:LATEST]]
    return render_to_string("conversations/_latest_of_people.html", {"lines": told})


def open_of_customer(customer_id: UUID, member: Member) -> list[dict[str, Any]]:
    """What is open with a customer: conversations, who waits for us first."""
    found = queries.visible_to(member).filter(identity__customer_id=customer_id, status__in=("open", "snoozed"))
    rows = found.select_related("channel").order_by("waiting_since", "-last_at")[:SHOWN]
    return [
        {
            "icon": CHANNEL_ICONS.get(row.channel.kind, "globe"),
            "name": row.subject or _("Conversation"),
            "url": f"/w/{_slug()}/inbox/{row.number}/",
            "said": words.when(row.waiting_since or row.snoozed_until or row.last_at),
            "tone": "warn" if row.waiting_since else "",
            "talk": True,
        }
        for row in rows
    ]


def lines_of_customers(customer_ids: Collection[UUID], member: Member) -> dict[UUID, dict[str, Any]]:
    """Customer → their last conversation as a list shows it; one statement."""
    seen, more = queries.scope_sql(member)
    values: dict[str, Any] = {"workspace": require_workspace(), "customers": array(customer_ids)} | more
    with connection.cursor() as cursor:
        cursor.execute(_LINES.format(seen=seen), values)
        names = ("number", "preview", "status", "kind", "waits", "assignee")
        return {key: dict(zip(names, rest, strict=True)) for key, *rest in cursor.fetchall()}


def holds(member: Member) -> list[tuple[str, int]]:
    """What a member who leaves would hand on."""
    held = Conversation.objects.filter(assignee_id=member.pk, status__in=("open", "snoozed"))
    return [(_("Open conversations"), held.count())]


def _slug() -> str:
    return str(Workspace.objects.values_list("slug", flat=True).get(pk=require_workspace()))
