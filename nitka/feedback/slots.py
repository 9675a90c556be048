"""What feedback shows on the pages of lower floors; `nitka/wiring.py` says where."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from nitka.accounts.models import Member, Workspace
from nitka.feedback.models import Rating, Scale, Status, Task
from nitka.feedback.queries import ratings_of_customer as latest
from nitka.kit.context import require_workspace
from nitka.ui import words


def holds(member: Member) -> list[tuple[str, int]]:
    """What a member who leaves would hand on."""
    return [(_("Open tasks"), Task.objects.filter(owner_id=member.pk, status=Status.OPEN).count())]


def ratings_of_customer(customer_id: UUID, member: Member) -> SafeString:
    """A customer's last ratings as a section of a panel; nothing when there are none."""
    ratings = latest(customer_id, 5, member)
    if not ratings:
        return SafeString("")
    return render_to_string("feedback/_ratings_panel.html", {"ratings": ratings})


def open_of_customer(customer_id: UUID, member: Member) -> list[dict[str, Any]]:
    """What is to be done for a customer: open tasks, the most urgent first."""
    found = Task.objects.filter(identity__customer_id=customer_id, status=Status.OPEN).order_by("due_at")
    slug = Workspace.objects.values_list("slug", flat=True).get(pk=require_workspace())
    return [
        {
            "icon": "task",
            "name": _("Task %(number)s") % {"number": task.number},
            "url": f"/w/{slug}/tasks/{task.number}/",
            "said": words.when(task.due_at),
            "tone": "bad" if task.is_late else "",
        }
        for task in found[:20]
    ]


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
