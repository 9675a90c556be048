"""How a member wants to hear of things."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from nitka.accounts.asking import member_of, workspace_of
from nitka.accounts.models import Member
from nitka.notices import actions, preferences, queries
from nitka.notices.models import Device, Letters, Quiet
from nitka.notices.preferences import Given
from nitka.notices.sealed import opened
from nitka.notices.wishes import MINUTES


def page(request: HttpRequest, slug: str) -> HttpResponse:
    """See and change it."""
    member = member_of(request)
    wishes = queries.wishes_of(member)
    if request.method != "POST":
        return _page(request, preferences.of(wishes))
    given = preferences.read(request.POST, wishes)
    if given.errors:
        return _page(request, given)
    actions.set_wishes(member=member, values=given.values)
    messages.success(request, _("Saved"))
    return redirect("notices:preferences", slug)


def _page(request: HttpRequest, given: Given) -> HttpResponse:
    member = member_of(request)
    context = {
        "rows": preferences.rows(given),
        "given": given,
        "quiets": Quiet.choices,
        "letters": Letters.choices,
        "minutes": MINUTES,
        "days": preferences.days(given),
        "hours": _hours(member),
        "zone": str(member.zone(workspace_of(request))),
        "devices": [_device(one) for one in queries.devices(member)],
    }
    return render(request, "notices/preferences.html", context, status=422 if given.errors else 200)


def _device(row: Device) -> dict[str, Any]:
    """`tail`: by it a browser knows itself."""
    return {"row": row, "tail": opened(row)["endpoint"][-32:]}


def _hours(member: Member) -> list[dict[str, Any]]:
    """Working hours in few words: days with the same hours together."""
    runs: list[dict[str, Any]] = []
    for day in range(7):
        at = member.hours.get(str(day))
        if not at:
            continue
        if runs and runs[-1]["at"] == at and runs[-1]["last"] == day - 1:
            runs[-1]["last"] = day
        else:
            runs.append({"first": day, "last": day, "at": at})
    return [{"days": _span(run["first"], run["last"]), "begin": run["at"][0], "end": run["at"][1]} for run in runs]


def _span(first: int, last: int) -> str:
    names = [str(WEEKDAYS_ABBR[first]).lower(), str(WEEKDAYS_ABBR[last]).lower()]
    return names[0] if first == last else "–".join(names)
