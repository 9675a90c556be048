"""Settings: by which contacts two become one, and the versions of these rules."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nitka.accounts.asking import admitted, member_of
from nitka.customers import ruling, taught
from nitka.customers.actions import override
from nitka.customers.kinds import KINDS
from nitka.customers.matching.foretold import ENOUGH
from nitka.customers.models import RuleSet
from nitka.customers.policies import can_change_rules, can_read_rules
from nitka.customers.queue import keys_of
from nitka.customers.rules import DEFAULT, OTHER, in_force


@require_http_methods(["GET", "POST"])
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules in force; what a change would mean is said before it is saved, and each older version leads back."""
    admitted(request, can_read_rules)
    newest = RuleSet.objects.order_by("-number").first()
    before: Mapping[str, Any] = newest.changes if newest else {}
    if request.method == "GET":
        older = _older(request)
        return _page(request, newest, ruling.draft_of(before if older is None else older), back=older is not None)
    member = admitted(request, can_change_rules)
    draft = ruling.read(request.POST, before)
    if "automatic" in request.POST:  # a version that one goes back to has its own
        _automatic(draft, request.POST["automatic"])
    if draft.errors:
        return _page(request, newest, draft, status=422)
    seen = request.POST.get("number", "")
    if request.POST.get("do") != "save" or seen != str(newest.number if newest else 0):
        return _page(request, newest, draft, stale=request.POST.get("do") == "save", told=True)
    if draft.changes == before:
        messages.info(request, _("Nothing has changed"))
    else:
        override(changes=draft.changes, member_id=member.pk)
        messages.success(request, _("Saved as a new version"))
    return redirect("customers:rules", slug)


def _older(request: HttpRequest) -> Mapping[str, Any] | None:
    """The changes of the version that one looks back at; "house" has none."""
    asked = request.GET.get("from", "")
    if asked in ("", "house"):
        return {} if asked else None
    row = RuleSet.objects.filter(pk__in=keys_of([asked])).first()
    if row is None:
        raise Http404
    changes: Mapping[str, Any] = row.changes
    return changes


def _automatic(draft: ruling.Draft, said: str) -> None:
    draft.changes.pop("automatic", None)
    if said.isascii() and said.isdigit() and 90 <= int(said[:3]) <= 99:
        draft.changes["automatic"] = int(said)


def _page(
    request: HttpRequest, newest: RuleSet | None, draft: ruling.Draft, *, back: bool = False, told: bool = False,
    stale: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    now = in_force(newest.changes, newest.number) if newest else DEFAULT
    versions = ruling.history()
    decided, same = taught.counted()
    lessons = taught.versions()
    context = {
        "rows": [_row(code, draft) for code in KINDS], "draft": draft, "now": now,
        "number": newest.number if newest else 0,
        "writes": can_change_rules(member_of(request)), "versions": versions, "back": back, "stale": stale,
        "who": versions[0].who if versions else "", "automatic": draft.changes.get("automatic"),
        "told": ruling.difference(now, in_force(draft.changes, 0)) if back or told else None,
        "house": len(DEFAULT.blocked), "roles": ", ".join(sorted(DEFAULT.roles)),
        "wrong": draft.errors, "decided": decided, "same": same, "enough": ENOUGH, "lessons": lessons,
        "house_holds": all(one.row.back_to == 0 for one in lessons if one.holds),
    }  # fmt: skip
    return render(request, "customers/rules.html", context, status=status)


def _row(code: str, draft: ruling.Draft) -> dict[str, Any]:
    """A kind with its fields: what stands in them, what is wrong, what the house says."""
    house = DEFAULT.kinds.get(code, OTHER)
    cells = [
        {"name": f"{code}-{name}", "value": draft.typed[f"{code}-{name}"],
         "wrong": draft.errors.get(f"{code}-{name}", ""),
         "house": getattr(house, name), "free": name in ruling.FREE, "what": name,
         "low": ruling.BOUNDS[name][0], "high": ruling.BOUNDS[name][1]}
        for name in ruling.FIELDS
    ]  # fmt: skip
    return {"label": KINDS[code].label, "code": code, "cells": cells, "joins": draft.typed[f"{code}-joins"],
            "house_joins": house.joins}  # fmt: skip
