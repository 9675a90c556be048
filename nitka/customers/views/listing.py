"""All customers: a table whose columns are chosen, narrowed, sorted, changed many at once."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts.models import Member
from nitka.accounts.policies import can_answer, can_share_views
from nitka.customers import actions, attributes, listing, queries, saved
from nitka.customers.known import AttributeKind
from nitka.customers.models import Customer, Identity
from nitka.customers.names import name_of
from nitka.customers.policies import can_export
from nitka.customers.views.section import section
from nitka.kit import slots
from nitka.ui import words

CHOSEN = "customers.columns"  # in the session
MOST = 200  # changed at once


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of the list: rows, or the whole page around them."""
    member: Member = request.member  # type: ignore[attr-defined]
    asked = listing.read(request.GET)
    rows = listing.found(asked, member)
    try:
        shown, following = listing.page(rows, asked, request.GET.get("after", "")[:120])
    except (ValueError, OverflowError):
        raise Http404 from None
    own = own_keys()
    columns = columns_of(request, own, asked)
    context: dict[str, Any] = {
        "lines": _lines(shown, member, [key for key in columns if key in own]),
        "columns": [(key, _label(key), asked.query(sort=key, up=_turned(asked, key))) for key in columns],
        "sorts": listing.SORTS, "asked": asked, "writes": can_answer(member),
        "next": asked.query(after=following) if following else "",
    }  # fmt: skip
    if request.headers.get("Nitka-Part") == "rows":
        return render(request, "customers/_rows.html", context)
    total = listing.count(rows)
    context |= section(member, "customers") | {
        "total": words.figure(min(total, listing.COUNTED)), "more": total > listing.COUNTED,
        "conditions": [(said, asked.query(**{name: ""})) for name, said in asked.conditions()],
        "kept": saved.shown(member, asked), "may_share": can_share_views(member),
        "exports": can_export(member),
        "whole": replace(asked, columns=tuple(columns)).query(), "as_said": saved.name_of(asked),
        "choices": [(key, _label(key), key in columns) for key in (*listing.COLUMNS, *own)], "own": own,
    }  # fmt: skip
    return render(request, "customers/index.html", context)


@require_POST
def columns(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep which columns this member wants; within a view it is the address that keeps them."""
    chosen = [key for key in request.POST.getlist("column") if attributes.KEY.fullmatch(key)][: listing.COLUMNS_MOST]
    asked = saved.back_to(request.POST)
    if asked.view or asked.columns:
        asked = replace(asked, columns=tuple(chosen))
    else:
        request.session[CHOSEN] = chosen
    return redirect(f"/w/{slug}/customers/{asked.query()}")


@require_POST
def bulk(request: HttpRequest, slug: str) -> HttpResponse:
    """Set one attribute of many customers; an empty value takes it away."""
    member: Member = request.member  # type: ignore[attr-defined]
    if not can_answer(member):
        raise PermissionDenied
    key, value = request.POST.get("key", "").strip()[:60], request.POST.get("value", "").strip()
    chosen = list(queries.visible_to(member).filter(pk__in=_keys(request)[:MOST]))
    said = ngettext("Changed for %(n)s customer", "Changed for %(n)s customers", len(chosen)) % {"n": len(chosen)}
    try:
        for customer in chosen:
            actions.describe(customer=customer, attributes={key: _typed(key, value)}, origin="member")
    except actions.WrongAttributes as problem:
        said = _("Nothing was changed: %(why)s") % {"why": next(iter(problem.fields.values()))}
        return render(request, "customers/_told.html", {"said": said, "level": "error"}, status=422)
    return render(request, "customers/_told.html", {"said": said})


def _lines(shown: list[Customer], member: Member, own: list[str]) -> list[dict[str, Any]]:
    keys = [row.pk for row in shown]
    known: dict[UUID, list[Identity]] = {}
    for identity in Identity.objects.filter(customer_id__in=keys).order_by("created_at"):
        known.setdefault(identity.customer_id, []).append(identity)
    talks: dict[UUID, dict[str, Any]] = {}
    kinds: dict[str, tuple[str, str]] = {}
    for fill in slots.fillers("customers.lines"):
        talks |= fill(keys, member)
    for fill in slots.fillers("customers.kinds"):
        kinds |= fill({row.last_kind for row in shown if row.last_kind})
    said = queries.attributes_of(keys) if own else {}
    return [
        {
            "customer": row, "name": name_of(row, known.get(row.pk, [])), "talk": talks.get(row.pk),
            "last": kinds.get(row.last_kind), "contact": _contact(known.get(row.pk, [])),
            "spent": words.money(row.spent, row.currency) if row.currency else "",
            "own": {key: attributes.said(said[row.pk][key].value) for key in own if key in said.get(row.pk, {})},
        }
        for row in shown
    ]  # fmt: skip


def _contact(identities: list[Identity]) -> str:
    return next((one.value for one in identities if one.kind in ("email", "phone")), "")


def own_keys() -> list[str]:
    """The attributes that the company keeps."""
    return list(AttributeKind.objects.order_by("key").values_list("key", flat=True))


def columns_of(request: HttpRequest, own: list[str], asked: listing.Asked) -> list[str]:
    """The columns to show: the address’s, else those that the member has chosen."""
    chosen = asked.columns or request.session.get(CHOSEN)
    known = [*listing.COLUMNS, *own]
    return [key for key in known if key in chosen] if isinstance(chosen, list | tuple) else list(listing.USUAL)


def _label(key: str) -> str:
    return str(listing.COLUMNS.get(key) or attributes.label(key))


def _turned(asked: listing.Asked, key: str) -> str:
    return "1" if asked.sort == key and not asked.up else ""


def _keys(request: HttpRequest) -> list[UUID]:
    try:
        return [UUID(key) for key in request.POST.getlist("customer")]
    except ValueError:
        raise Http404 from None


def _typed(key: str, value: str) -> Any:
    """What was written as the attribute's sort holds it."""
    sort = AttributeKind.objects.filter(key=key).values_list("sort", flat=True).first()
    if not value:
        return None
    if sort == "number":
        try:
            return float(value.replace("\u00a0", "").replace(" ", "").replace(",", "."))
        except ValueError:
            return value
    if sort == "yesno":
        return {"да": True, "yes": True, "нет": False, "no": False}.get(value.lower(), value)
    return [part.strip() for part in value.split(",")] if sort == "list" else value
