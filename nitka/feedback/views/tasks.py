"""Tasks: the list and the one that is open."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts.asking import member_of, workspace_of
from nitka.accounts.models import Member
from nitka.accounts.policies import can_answer
from nitka.accounts.queries import active_members
from nitka.conversations.models import Direction, Message
from nitka.customers.policies import can_export
from nitka.feedback import actions, policies, queries
from nitka.feedback.factors import BY_KEY
from nitka.feedback.forms import ClosureForm
from nitka.feedback.models import Cause, Task
from nitka.feedback.queries.tasks import VIEWS, one
from nitka.kit import clock

PAGE = 100


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The list, and beside it the task that is due first."""
    page = _list(request)
    first = page["tasks"][0] if page["tasks"] else None
    return render(request, "feedback/tasks.html", page | (_detail(request, first.number) if first else {}))


@require_GET
def detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One task, its list beside it."""
    return render(request, "feedback/tasks.html", _list(request) | _detail(request, number) | {"chosen": True})


@require_POST
def owner(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take it, or give it to somebody."""
    task, member = _found(request, number), member_of(request)
    to = _chosen(request.POST.get("member", ""), member)
    if to is None or not (policies.can_assign(member) or (to == member and policies.can_take(member, task))):
        return HttpResponse(status=403)
    if to.pk == member.pk:
        actions.take(task_id=task.pk, member=member)
    else:
        actions.assign(task_id=task.pk, to=to, member=member)
    return _back(request, task)


def _chosen(key: str, member: Member) -> Member | None:
    """Whom the form names, or the member themselves; None for one who may not work on it."""
    try:
        found = Member.objects.filter(pk=UUID(key), is_active=True).first() if key else member
    except ValueError:
        return None
    return found if found and can_answer(found) else None


@require_POST
def steps(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Something was done on the way."""
    task = _workable(request, number)
    actions.add_step(task_id=task.pk, text=request.POST.get("text", ""), member=member_of(request))
    return _back(request, task)


@require_POST
def message(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Tell the customer, the task stays open."""
    task = _workable(request, number)
    actions.tell(task_id=task.pk, text=request.POST.get("text", ""), member=member_of(request))
    return _back(request, task)


@require_POST
def closure(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Close it, or with `reopen` open it again."""
    task = _workable(request, number)
    if "reopen" in request.POST:
        actions.reopen(task_id=task.pk, member=member_of(request))
        return _back(request, task)
    form = ClosureForm(request.POST)
    if not form.is_valid():
        page = _list(request) | _detail(request, number) | {"chosen": True, "form": form}
        return render(request, "feedback/tasks.html", page, status=422)
    if task.is_open:
        actions.close(task_id=task.pk, member=member_of(request), **form.cleaned_data)
    return _back(request, task)


def _list(request: HttpRequest) -> dict[str, Any]:
    member = member_of(request)
    view = request.GET.get("view", "")
    view = view if view in VIEWS else "open"
    counted = queries.counts(member)
    tasks = list(queries.listed(member, view)[:PAGE])
    words = {
        "open": pgettext("tasks", "All"),
        "mine": pgettext("tasks", "Mine"),
        "late": pgettext("tasks", "Overdue"),
        "nobody": pgettext("tasks", "Nobody’s"),
        "done": pgettext("tasks", "Done"),
    }
    return {
        "view": view,
        "takes": can_export(member),
        "views": [{"key": key, "word": words[key], "n": counted[key]} for key in VIEWS],
        "n_open": counted["open"],
        "tasks": tasks,
        "groups": [{"word": word, "tasks": list(rows)} for word, rows in groupby(tasks, key=_group)],
        "rest": max(0, counted[view] - len(tasks)),
    }


def _group(task: Task) -> str:
    if not task.is_open:
        return _("Done in the last 30 days")
    if task.is_late:
        return pgettext("tasks", "Overdue")
    today = timezone.localtime(clock.now()).date()
    return _("Today") if timezone.localtime(task.due_at).date() <= today else pgettext("tasks", "Later")


def _detail(request: HttpRequest, number: int) -> dict[str, Any]:
    member, task = member_of(request), _found(request, number)
    talk = Message.objects.filter(conversation=task.conversation).exclude(direction=Direction.NOTE)
    customer = task.identity.customer if task.identity_id else None
    happened = list(task.events.select_related("member", "to").order_by("at", "id"))
    return {
        "task": task,
        "rating": task.rating,
        "customer": customer,
        "reasons": [_reason(task, key) for key in task.rating.factors],
        "first": talk.filter(direction=Direction.IN, auto=False).select_related("channel").order_by("position").first(),
        "n_messages": talk.count(),
        "events": happened,
        "steps": [event for event in happened if event.kind in ("step", "told")],
        "closure": task.closures.select_related("member").order_by("-at").first(),
        "ratings": list(reversed(queries.ratings_of_customer(customer.pk, 6, member_of(request)))) if customer else [],
        "causes": Cause.choices,
        "members": active_members(),
        "form": ClosureForm(),
        "may": {
            "work": policies.can_work(member, task),
            "take": policies.can_take(member, task),
            "assign": policies.can_assign(member),
        },
    }


def _reason(task: Task, key: str) -> str:
    return str(BY_KEY[key].high if task.rating.mood > 0 else BY_KEY[key].low) if key in BY_KEY else key


def _found(request: HttpRequest, number: int) -> Task:
    task = one(member_of(request), number)
    if task is None:
        raise Http404
    return task


def _workable(request: HttpRequest, number: int) -> Task:
    task = _found(request, number)
    if not policies.can_work(member_of(request), task):
        raise PermissionDenied
    return task


def _back(request: HttpRequest, task: Task) -> HttpResponse:
    return redirect("feedback:task", slug=workspace_of(request).slug, number=task.number)
