"""Whom a new conversation is for: a customer, an address that nobody has yet, or one is asked."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from nitka.accounts.asking import member_of
from nitka.accounts.models import Member
from nitka.conversations.desk import names
from nitka.conversations.desk.beginning import Whom
from nitka.conversations.models import Beginning
from nitka.customers.kinds import spell
from nitka.customers.models import Customer, Identity
from nitka.customers.queries import find, survivor, visible_to

SHOWN = 12
DRAFTS = 6


def whom_of(request: HttpRequest) -> Whom | HttpResponse:
    """The customer that `customer` names, or who is at `address`; the page that asks where there is neither.

    Raises Http404 for who is not seen.
    """
    given = request.POST if request.method == "POST" else request.GET
    if key := given.get("customer", ""):
        return _customer(member_of(request), key)
    address = given.get("address", "").strip()
    if not address and not given.get("to"):
        return _ask(request)
    spelt = spell("email", address)
    if spelt is None:
        return _ask(request, _("%(part)s is not an e-mail address") % {"part": address[:80]}, 422)
    known = Identity.objects.filter(kind="email", value=spelt).first()
    if known is None:
        return Whom(None, spelt, spelt)
    if survivor(known.customer_id, member_of(request)) is None:
        return _ask(request, _("A customer has this address whom you do not see: ask a colleague who does"), 422)
    if request.method == "POST":  # somebody has made them since the form was opened
        return _customer(member_of(request), str(known.customer_id))
    base = reverse("conversations:new", args=[_slug(request)])
    return redirect(f"{base}?customer={known.customer_id}&to={known.pk}")


def _customer(member: Member, key: str) -> Whom:
    try:
        customer = survivor(UUID(key), member)
    except ValueError:
        raise Http404 from None
    if customer is None or customer.erased_at:
        raise Http404
    known = list(Identity.objects.filter(customer_id=customer.pk).order_by("created_at")[:5])
    return Whom(customer, _name(customer, known))


def _name(customer: Customer, contacts: Sequence[Identity]) -> str:
    known = next((one for one in contacts if one.kind != "visitor"), contacts[0] if contacts else None)
    return names.customer_name(customer.name, known.kind, known.value) if known else customer.name


def _slug(request: HttpRequest) -> str:
    assert request.resolver_match
    return str(request.resolver_match.kwargs["slug"])


def _ask(request: HttpRequest, problem: str = "", status: int = 200) -> HttpResponse:
    """Whom is it for? Customers by a few letters, an address as it is typed, and what one has begun before."""
    member = member_of(request)
    asked = " ".join((request.GET.get("q") or request.POST.get("address") or "").split())[:200]
    context = {
        "slug": _slug(request),
        "asked": asked,
        "found": _found(member, asked) if asked else [],
        "address": _stranger(asked),
        "drafts": _drafts(member, _slug(request)) if not asked else [],
        "problem": problem,
    }
    part = request.headers.get("Nitka-Part") == "found"
    template = "conversations/_whom_found.html" if part else "conversations/whom.html"
    return render(request, template, context, status=status)


def _found(member: Member, asked: str) -> list[dict[str, Any]]:
    """Customers of that name or address, with the addresses that letters go to."""
    address = spell("email", asked)
    if address:
        keys = list(Identity.objects.filter(kind="email", value=address).values_list("customer_id", flat=True))
    else:
        keys = find(asked.split(), SHOWN * 2)
    mails = Prefetch("identities", Identity.objects.filter(kind="email").order_by("created_at"))
    rows = {row.pk: row for row in visible_to(member).filter(pk__in=keys).prefetch_related(mails)}
    return [_line(rows[key]) for key in dict.fromkeys(keys) if key in rows][:SHOWN]


def _line(customer: Customer) -> dict[str, Any]:
    mails = list(customer.identities.all())
    return {
        "id": customer.pk,
        "name": _name(customer, mails),
        "addresses": ", ".join(names.address(one.kind, one.value) for one in mails[:3]),
        "stopped": bool(customer.restricted_at),
    }


def _stranger(asked: str) -> str:
    """An address that nobody has yet."""
    spelt = spell("email", asked) if "@" in asked else None
    return spelt if spelt and not Identity.objects.filter(kind="email", value=spelt).exists() else ""


def _whose(row: Beginning) -> str:
    return urlencode({"customer": row.identity.customer_id} if row.identity else {"address": row.address})


def _drafts(member: Member, slug: str) -> list[dict[str, Any]]:
    """What one has begun, the latest first; of customers whom one still sees."""
    rows = Beginning.objects.filter(member_id=member.pk, conversation_id=None).select_related("identity__customer")
    rows = rows.order_by("-changed_at")[:DRAFTS]
    seen = set(
        visible_to(member)
        .filter(pk__in=[row.identity.customer_id for row in rows if row.identity])
        .values_list("pk", flat=True)
    )
    base = reverse("conversations:new", args=[slug])
    return [
        {
            "url": f"{base}?{_whose(row)}",
            "name": _name(row.identity.customer, [row.identity]) if row.identity else row.address,
            "subject": row.subject or (row.text or "")[:80],
            "at": row.changed_at,
        }
        for row in rows
        if row.address or (row.identity and row.identity.customer_id in seen)
    ]
