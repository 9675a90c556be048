"""Who was said to be different people, to be looked at again; contacts in quarantine, to be let go."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts.asking import admitted, member_of
from nitka.customers import actions, parted, queries
from nitka.customers.models import Quarantine
from nitka.customers.policies import can_merge, can_release
from nitka.customers.queue import COUNTED
from nitka.customers.views.lists import changed, chosen, page
from nitka.customers.views.section import section


@require_GET
def refused(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of those who stay two."""
    member = member_of(request)
    found = queries.seen_apart(member)
    rows, following = page(request, found)
    context = {
        "lines": parted.pairs(rows), "writes": can_merge(member), "next": f"?after={following}" if following else "",
    }  # fmt: skip
    if request.headers.get("Nitka-Part") == "rows":
        return render(request, "customers/_refused_rows.html", context)
    n = found[: COUNTED + 1].count()
    return render(request, "customers/refused.html", context | section(member, "merges", "refused") | {"n": n})


@require_POST
def reconsidering(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask again about two, or about many pairs."""
    member = admitted(request, can_merge)
    rows = chosen(request, queries.seen_apart(member))
    lines = parted.pairs(rows)
    waiting = len(actions.reconsider_all(aparts=rows, member_id=member.pk))
    said = ngettext("%(n)s pair waits in the queue again", "%(n)s pairs wait in the queue again", waiting)
    return changed(request, slug, "refused", "customers/_refused_rows.html", lines, said % {"n": waiting}, gone=True)


@require_GET
def quarantine(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of contacts that too many have."""
    member = member_of(request)
    rows, following = page(request, _shut(request))
    context = {
        "lines": parted.shut_in(rows, member), "writes": can_release(member),
        "next": f"?after={following}" if following else "",
    }  # fmt: skip
    if request.headers.get("Nitka-Part") == "rows":
        return render(request, "customers/_quarantine_rows.html", context)
    kinds = queries.rules_in_force().kinds
    most = {kind: kinds[kind].shared for kind in ("phone", "email", "device")}
    return render(
        request, "customers/quarantine.html", context | section(member, "merges", "quarantine") | {"most": most}
    )


@require_POST
def releasing(request: HttpRequest, slug: str) -> HttpResponse:
    """Let contacts link again."""
    member = admitted(request, can_release)
    rows = chosen(request, _shut(request))
    lines = parted.shut_in(rows, member)
    n = len(actions.release(quarantines=rows, member_id=member.pk))
    said = ngettext(
        "%(n)s contact links again and is counted anew", "%(n)s contacts link again and are counted anew", n
    )
    return changed(request, slug, "quarantine", "customers/_quarantine_rows.html", lines,
                   said % {"n": n} if n else _("Let go already"), gone=True)  # fmt: skip


def _shut(request: HttpRequest) -> "QuerySet[Quarantine]":
    return queries.seen_quarantines(member_of(request)).select_related("identity__customer")
