"""What conversations show on the pages of the floors below: the customer's page."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from nitka.accounts.models import Member, Workspace
from nitka.conversations import queries
from nitka.conversations.desk.frame import frame
from nitka.conversations.models import Conversation
from nitka.conversations.story.asked import Asked
from nitka.conversations.story.lines import lines
from nitka.conversations.story.reading import moments
from nitka.conversations.story.view import ask_section
from nitka.customers.models import Identity
from nitka.kit.context import require_workspace
from nitka.kit.db.ahead import Soon, ask
from nitka.kit.db.bulk import array
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
_OF_CUSTOMER = """select v.number, v.subject, v.status, c.kind, v.last_at, v.waiting_since, v.snoozed_until
    from conversations_conversation v
    join customers_identity i on i.workspace_id = v.workspace_id and i.id = v.identity_id
    join channels_channel c on c.workspace_id = v.workspace_id and c.id = v.channel_id
    where i.workspace_id = %(workspace)s and i.customer_id = %(customer)s and {which} and {seen}
    order by {order} limit %(shown)s"""


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation as a line of the customer's page."""

    number: int
    subject: str
    status: str
    kind: str
    last_at: datetime
    waiting_since: datetime | None
    snoozed_until: datetime | None


def of_customer(customer_id: UUID, member: Member, slug: str) -> Soon[str]:
    """A customer's conversations, the latest first."""
    return _talks(customer_id, member, "v.status <> 'merged'", "v.last_at desc").then(partial(_listed, slug))


def _listed(slug: str, talks: list[Talk]) -> str:
    context = {"rows": talks, "slug": slug}
    return render_to_string("conversations/_of_customer.html", context)


def of_people(names: Mapping[UUID, str], member: Member) -> str:
    """The latest conversations of several customers, each with whose it is."""
    found = queries.visible_to(member).filter(identity__customer_id__in=list(names))
    rows = found.select_related("channel", "identity").order_by("-last_at")[:SHOWN]
    context = {"rows": [(row, names[row.identity.customer_id]) for row in rows], "slug": _slug()}
    return render_to_string("conversations/_of_people.html", context)


def story_of_customer(customer_id: UUID, member: Member, slug: str, given: Mapping[str, str]) -> Soon[str]:
    """A customer's moments in episodes; `given` says which and from where on."""
    return ask_section(customer_id, member, given, slug)


def latest_of_people(names: Mapping[UUID, str], member: Member) -> str:
    """What happened last to several customers, each line with whom; nothing when nothing did. Three statements."""
    theirs = Identity.objects.filter(customer_id__in=list(names))
    owners: dict[UUID | None, UUID] = dict(theirs.values_list("pk", "customer_id"))
    rows = moments([key for key in owners if key], member, Asked(), LATEST * 3)
    if not rows:
        return ""
    came_by = {row.id: row.identity_id for row in rows}
    told = [(line, names[owners[came_by[line.id]]]) for line in lines(rows, frame(member))[:LATEST]]
    return render_to_string("conversations/_latest_of_people.html", {"lines": told})


def open_of_customer(customer_id: UUID, member: Member, slug: str) -> Soon[list[dict[str, Any]]]:
    """What is open with a customer: conversations, who waits for us first."""
    found = _talks(customer_id, member, "v.status in ('open', 'snoozed')", "v.waiting_since, v.last_at desc")
    return found.then(lambda talks: [_matter(talk, slug) for talk in talks])


def _matter(talk: Talk, slug: str) -> dict[str, Any]:
    return {
        "icon": CHANNEL_ICONS.get(talk.kind, "globe"),
        "name": talk.subject or _("Conversation"),
        "url": f"/w/{slug}/inbox/{talk.number}/",
        "said": words.when(talk.waiting_since or talk.snoozed_until or talk.last_at),
        "tone": "warn" if talk.waiting_since else "",
        "talk": True,
    }


def _talks(customer_id: UUID, member: Member, which: str, order: str) -> Soon[list[Talk]]:
    """The first of a customer's conversations that a member may see."""
    seen, more = queries.scope_sql(member)
    values: dict[str, Any] = {"workspace": require_workspace(), "customer": customer_id, "shown": SHOWN} | more
    statement = _OF_CUSTOMER.format(which=which, order=order, seen=seen)
    return ask(statement, values, lambda rows: [Talk(*row) for row in rows])


def lines_of_customers(customer_ids: Collection[UUID], member: Member) -> Soon[dict[UUID, dict[str, Any]]]:
    """Customer → their last conversation as a list shows it; one statement."""
    seen, more = queries.scope_sql(member)
    values: dict[str, Any] = {"workspace": require_workspace(), "customers": array(customer_ids)} | more
    names = ("number", "preview", "status", "kind", "waits", "assignee")
    return ask(
        _LINES.format(seen=seen),
        values,
        lambda rows: {key: dict(zip(names, rest, strict=True)) for key, *rest in rows},
    )


def holds(member: Member) -> list[tuple[str, int]]:
    """What a member who leaves would hand on."""
    held = Conversation.objects.filter(assignee_id=member.pk, status__in=("open", "snoozed"))
    return [(_("Open conversations"), held.count())]


def _slug() -> str:
    return str(Workspace.objects.values_list("slug", flat=True).get(pk=require_workspace()))
