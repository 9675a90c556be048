"""What feedback shows on the pages of lower floors; `nitka/wiring.py` says where."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.feedback.course import MOST, course
from nitka.feedback.models import Rating, Scale, Status, Task
from nitka.feedback.queries import ask_ratings
from nitka.kit.context import require_workspace
from nitka.kit.db import reading
from nitka.kit.db.ahead import Soon, ask
from nitka.ui import words

LISTED = 5
_OPEN = f"""select {reading.columns(Task, "t")} from feedback_task t
    join customers_identity i on i.workspace_id = t.workspace_id and i.id = t.identity_id
    where i.workspace_id = %(workspace)s and i.customer_id = %(customer)s and t.status = %(open)s
    order by t.due_at limit 20"""  # noqa: S608 (columns of a model)


def holds(member: Member) -> list[tuple[str, int]]:
    """What a member who leaves would hand on."""
    return [(_("Open tasks"), Task.objects.filter(owner_id=member.pk, status=Status.OPEN).count())]


def ratings_of_customer(customer_id: UUID, member: Member) -> Soon[SafeString]:
    """A customer's last ratings as a section of a panel; nothing when there are none."""
    return ask_ratings(customer_id, MOST, member).then(_panel)


def _panel(ratings: list[Rating]) -> SafeString:
    if not ratings:
        return SafeString("")
    context = {"ratings": ratings[:LISTED], "course": course(ratings)}
    return render_to_string("feedback/_ratings_panel.html", context)


def open_of_customer(customer_id: UUID, member: Member, slug: str) -> Soon[list[dict[str, Any]]]:
    """What is to be done for a customer: open tasks, the most urgent first."""
    values = {"workspace": require_workspace(), "customer": customer_id, "open": Status.OPEN.value}
    return ask(_OPEN, values, lambda rows: [_matter(reading.made(Task, row), slug) for row in rows])


def _matter(task: Task, slug: str) -> dict[str, Any]:
    return {
        "icon": "task",
        "name": _("Task %(number)s") % {"number": task.number},
        "url": f"/w/{slug}/tasks/{task.number}/",
        "said": words.when(task.due_at),
        "tone": "bad" if task.is_late else "",
    }


def felt(customer_ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
    """Customer → their last rating, how many they gave, what is still to be done for them; two statements."""
    found: dict[UUID, dict[str, Any]] = {key: {"ratings": 0, "tasks": []} for key in customer_ids}
    rated = Rating.objects.filter(identity__customer_id__in=customer_ids).order_by("at", "id")
    for key, scale, score, at, mood in rated.values_list("identity__customer_id", "scale", "score", "at", "mood"):
        found[key]["ratings"] += 1
        found[key]["rated"] = (score, 10 if scale == Scale.NPS else 5, at, mood < 0)
    tasks = Task.objects.filter(identity__customer_id__in=customer_ids, status=Status.OPEN).order_by("due_at")
    for key, number, due_at in tasks.values_list("identity__customer_id", "number", "due_at"):
        found[key]["tasks"].append((number, due_at))
    return found
