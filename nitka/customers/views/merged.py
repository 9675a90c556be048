"""Merges that were made, by rules and by hand, and their undoing."""

from collections.abc import Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts.asking import admitted, member_of
from nitka.accounts.models import Member as Colleague
from nitka.customers import actions, merged, queries
from nitka.customers.models import Customer, Merge
from nitka.customers.names import names_of
from nitka.customers.policies import can_merge
from nitka.customers.queue import keys_of
from nitka.customers.views.lists import changed, chosen, page
from nitka.customers.views.section import section


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of the list: rows, or the whole page around them."""
    member, asked = member_of(request), merged.read(request.GET)
    rows, following = page(request, merged.found(asked, member).select_related("into", "source"))
    context = {
        "lines": merged.lines(rows), "writes": can_merge(member),
        "next": asked.query(after=following) if following else "",
    }  # fmt: skip
    if request.headers.get("Nitka-Part") == "rows":
        return render(request, "customers/_merged_rows.html", context)
    standing = merged.found(replace(asked, state="kept"), member).count() if asked.handful else 0
    of = _customer(asked.customer, member)
    colleagues = Colleague.objects.order_by("name").values_list("pk", "name")
    context |= section(member, "merges", "merged") | {
        "asked": asked, "headline": merged.headline(member), "colleagues": list(colleagues), "days": (7, 30, 90, 365),
        "standing": standing, "of": names_of([of])[of.pk] if of else "",
    }  # fmt: skip
    return render(request, "customers/merged.html", context)


@require_POST
def undoing(request: HttpRequest, slug: str) -> HttpResponse:
    """Make two of one again, for one merge or many."""
    member = admitted(request, can_merge)
    asked = chosen(request, queries.seen_merges(member))
    undone = actions.undo_all(merges=asked, member_id=member.pk)
    rows = Merge.objects.filter(pk__in=[one.pk for one in asked]).select_related("into", "source").order_by("-at")
    lines = merged.lines(list(rows))
    if customer := _customer(request.POST.get("customer", ""), member):  # from their own page: who they are now
        messages.success(request, _told(undone, lines))
        return redirect("customers:profile", slug, customer.pk)
    return changed(request, slug, "merged", "customers/_merged_rows.html", lines, _told(undone, lines), writes=True)


def _customer(asked: str, member: Colleague) -> Customer | None:
    keys = keys_of([asked])
    return queries.survivor(keys[0], member) if keys else None


def _told(undone: Sequence[Merge], lines: Sequence[merged.Line]) -> str:
    """What happened: who is who again, and how many contacts went back."""
    if not undone:
        who = next((line.undone_by for line in lines if line.undone_by), "")
        return _("Parted already by %(who)s") % {"who": who} if who else _("Parted already")
    back = sum(merged.went_back(undone).values())
    contacts = ngettext("%(n)s contact went back", "%(n)s contacts went back", back) % {"n": back}
    if len(undone) == 1:
        line = next(line for line in lines if line.merge.pk == undone[0].pk)
        said = _("%(one)s and %(other)s are two again") % {"one": line.into, "other": line.source}
    else:
        said = ngettext("%(n)s pair parted", "%(n)s pairs parted", len(undone)) % {"n": len(undone)}
    return f"{said}: {contacts}" if back else said
