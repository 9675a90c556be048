"""From where on two become one by themselves: a manager says; what it would do is counted before."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nitka.accounts.asking import admitted, member_of
from nitka.customers import queries
from nitka.customers.actions import set_automatic
from nitka.customers.actions.alike import NEVER
from nitka.customers.kept_word import AXIS, LEAST, kept_word, shaded
from nitka.customers.policies import can_read_rules, can_release
from nitka.customers.views.section import section

CHOICES = (99, 97, 95, 90)
LOOKED_AT = 2_000  # pairs that wait, the surest


@dataclass(frozen=True, slots=True)
class Choice:
    """A threshold, and what it would do to the pairs that wait."""

    percent: int
    pairs: int
    wrong: float | None  # of 100 such pairs; None where there are too few to say


@require_http_methods(["GET", "POST"])
def threshold(request: HttpRequest, slug: str) -> HttpResponse:
    """The page, and its only form."""
    if request.method == "POST":
        member = admitted(request, can_release)
        said = request.POST.get("percent", "")
        if said == "" or (said.isascii() and said.isdigit() and int(said[:3]) in CHOICES):
            set_automatic(percent=int(said) if said else None, member_id=member.pk)
            return redirect("customers:threshold", slug)
        return _page(request, _("Choose one of these"), 422)
    return _page(request)


def _page(request: HttpRequest, wrong: str = "", status: int = 200) -> HttpResponse:
    member = member_of(request)
    waiting = queries.open_proposals(member).filter(probability__gte=min(CHOICES) / 100).order_by("-probability")
    told = waiting.values_list("probability", "reasons")[:LOOKED_AT]
    likely = [said or 0.0 for said, reasons in told if not NEVER & {code for code, _weight in reasons}]
    bands, decided = kept_word()
    now = queries.rules_in_force().automatic
    context = {
        "bands": bands, "decided": decided, "least": LEAST, "shaded": shaded(now), "axis": AXIS,
        "choices": [_choice(percent, likely) for percent in CHOICES], "now": now,
        "writes": can_release(member), "reads": can_read_rules(member), "wrong": wrong,
    }  # fmt: skip
    return render(request, "customers/threshold.html", context | section(member, "merges", "threshold"), status=status)


def _choice(percent: int, likely: list[float]) -> Choice:
    sure = [said for said in likely if said * 100 >= percent]
    return Choice(percent, len(sure), 100 - 100 * sum(sure) / len(sure) if len(sure) >= 5 else None)
