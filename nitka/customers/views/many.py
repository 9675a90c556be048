"""Many customers changed at once, many companies handed over: those that are ticked, or all that a list shows."""

from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts.asking import admitted, member_of
from nitka.accounts.policies import can_answer
from nitka.customers import actions, attributes, company_list, many, saved
from nitka.customers.changes import FIRMS, Change
from nitka.customers.known import AttributeKind
from nitka.customers.labels import Label, spell_label
from nitka.customers.policies import can_keep_companies
from nitka.customers.views.marks import member_named


@require_POST
def bulk(request: HttpRequest, slug: str) -> HttpResponse:
    """Set an attribute, an empty value takes it away; have them be with a company, wear a label, be a member's."""
    member, what = admitted(request, can_answer), request.POST.get("do", "")
    whom: dict[str, Any] = {"by": member, "query": saved.back_to(request.POST).query()[1:], "ticked": ticked(request)}
    try:
        if what == "attribute":
            change = _attribute(request, whom)
        elif what == "company":
            change = _company(request, whom)
        elif what in ("label", "unlabel"):
            change = _label(request, whom, on=what == "label")
        elif what == "owner":
            change = _owner(request, whom)
        else:
            raise BadRequest
    except (actions.WrongAttributes, actions.CannotOwn) as problem:
        said = _("Nothing was changed: %(why)s") % {"why": _why(problem)}
        return render(request, "customers/_told.html", {"said": said, "level": "error"}, status=422)
    return _answer(request, slug, change)


@require_POST
def bulk_companies(request: HttpRequest, slug: str) -> HttpResponse:
    """Hand many companies over to a member, or to nobody."""
    member = admitted(request, can_keep_companies)
    back = QueryDict(request.POST.get("back", "")[:4000].removeprefix("?"))
    whom: dict[str, Any] = {
        "by": member, "query": company_list.read(back).query()[1:], "ticked": ticked(request, "company"),
    }  # fmt: skip
    try:
        change = actions.hand_over_companies(to=member_named(request), **whom)
    except actions.CannotOwn:
        said = _("Nothing was changed: %(why)s") % {"why": _("companies cannot be given to this colleague")}
        return render(request, "customers/_told.html", {"said": said, "level": "error"}, status=422)
    return _answer(request, slug, change)


@require_GET
def change(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """How far one's own change is."""
    return _answer(request, slug, _own(request, key))


@require_POST
def returning(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Take the whole of it back; one under way stops first."""
    admitted(request, can_answer)
    return _answer(request, slug, actions.return_change(_own(request, key)))


def ticked(request: HttpRequest, name: str = "customer") -> list[UUID] | None:
    """Whom a form names; None: all whom the list shows. Raises Http404 for what is no id."""
    if request.POST.get("all") == "1":
        return None
    try:
        return [UUID(key) for key in request.POST.getlist(name)]
    except ValueError:
        raise Http404 from None


def _attribute(request: HttpRequest, whom: dict[str, Any]) -> Change:
    key, value = request.POST.get("key", "").strip()[:60], request.POST.get("value", "").replace("\x00", "").strip()
    return actions.change_attribute(key=key, value=_typed(key, value), **whom)


def _company(request: HttpRequest, whom: dict[str, Any]) -> Change:
    admitted(request, can_keep_companies)
    found = many.company(request.POST.get("company", "")[:200])
    if found is None:
        raise actions.WrongAttributes({"company": _("there is no company of this name, or there are several")})
    return actions.change_companies(company=found, **whom)


def _label(request: HttpRequest, whom: dict[str, Any], *, on: bool) -> Change:
    found = Label.objects.filter(name__iexact=spell_label(request.POST.get("label", ""))).first()
    if found is None:
        raise actions.WrongAttributes({"label": _("there is no label of this name")})
    return actions.change_labels(label=found, on=on, **whom)


def _owner(request: HttpRequest, whom: dict[str, Any]) -> Change:
    return actions.hand_over(to=member_named(request), **whom)


def _why(problem: Exception) -> str:
    if isinstance(problem, actions.WrongAttributes):
        return next(iter(problem.fields.values()))
    return _("customers cannot be given to this colleague")


def _own(request: HttpRequest, key: UUID) -> Change:
    member = member_of(request)
    found = Change.objects.filter(pk=key, member_id=member.pk).first()
    if found is None:
        raise Http404
    return found


def _answer(request: HttpRequest, slug: str, change: Change) -> HttpResponse:
    if "Nitka-Part" not in request.headers:
        return redirect("customers:companies" if change.verb == FIRMS else "customers:index", slug)
    return render(request, "customers/_doing.html", {"doing": many.doing(change)})


def _typed(key: str, value: str) -> Any:
    """What was written as the attribute's sort holds it."""
    sort = AttributeKind.objects.filter(key=key).values_list("sort", flat=True).first()
    return attributes.typed(value, sort or "") if value else None
