"""What members put on one customer: labels, and whose they are."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nitka.accounts.asking import admitted
from nitka.accounts.models import Member
from nitka.customers import actions, owners, queries
from nitka.customers import labels as tags
from nitka.customers.labels import Label
from nitka.customers.models import Customer
from nitka.customers.policies import can_keep_companies, can_keep_labels, can_label
from nitka.customers.views.company_page import company_or_404
from nitka.kit.db.ahead import Soon


def ask_marks(customer: Customer, member: Member) -> Soon[dict[str, Any]]:
    """Ask for what the head of a customer's page shows of them. Three statements."""
    worn, every = tags.ask_worn([customer.pk]), tags.ask_all()
    members = owners.ask_owners([customer.owner_id] if customer.owner_id else [])

    def made() -> dict[str, Any]:
        on, people = worn.get().get(customer.pk, []), members.get()
        wears = {one.id for one in on}
        return {
            "worn": on, "labels": [(one, one.id in wears) for one in every.get()],
            "owner": next((one for one in people if one.id == customer.owner_id), None),
            "members": [one for one in people if one.active],
            "may_label": can_label(member), "may_make": can_keep_labels(member),
        }  # fmt: skip

    return Soon(made)


@require_POST
def labels(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Those that are ticked are worn, those that were and are not any more come off; `new` makes one."""
    customer, member = _customer(request, key)
    on, was = _ids(request, "label"), _ids(request, "was")
    wanted = list(Label.objects.filter(pk__in=on - was))
    if (name := tags.spell_label(request.POST.get("new", "").replace(",", " "))) and can_keep_labels(member):
        wanted.append(_made(name))
    off = list(Label.objects.filter(pk__in=was - on))
    new, gone = actions.put_labels(customers=[customer], on=wanted, off=off, by=member.pk)
    if not new and not gone:
        return _answer(request, slug, customer, member)
    back = [*(("was", str(one)) for _who, one in new), *(("label", str(one)) for _who, one in gone)]
    return _answer(request, slug, customer, member, _("Labels changed"), "customer_labels", back)


@require_POST
def owner(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """From now on they are a member's, or nobody's."""
    customer, member = _customer(request, key)
    before = customer.owner_id
    try:
        changed = actions.give_customers(customers=[customer], to=member_named(request), by=member.pk)
    except actions.CannotOwn:
        said = _("Nothing was changed: %(why)s") % {"why": _("customers cannot be given to this colleague")}
        return render(request, "customers/_told.html", {"said": said, "level": "error"}, status=422)
    if not changed:
        return _answer(request, slug, customer, member)
    back = [("to", str(before or ""))]
    return _answer(request, slug, customer, member, _("The owner is another now"), "customer_owner", back)


@require_POST
def company_owner(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """From now on a company is a member's, or nobody's."""
    member, company = admitted(request, can_keep_companies), company_or_404(key)
    try:
        actions.give_company(company=company, to=member_named(request), by=member.pk)
    except actions.CannotOwn:
        messages.error(request, _("Nothing was changed: customers cannot be given to this colleague"))
    return redirect("customers:company", slug, company.pk)


def member_named(request: HttpRequest) -> Member | None:
    """Whom a form gives to; None: nobody. Raises Http404 for whom there is not."""
    chosen = request.POST.get("to") or request.GET.get("to", "")
    if not chosen:
        return None
    try:
        found = Member.objects.filter(pk=UUID(chosen)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def _customer(request: HttpRequest, key: UUID) -> tuple[Customer, Member]:
    member = admitted(request, can_label)
    customer = queries.survivor(key, member)
    if customer is None:
        raise Http404
    return customer, member


def _ids(request: HttpRequest, name: str) -> set[UUID]:
    """The ids of a form, or of an address that undoes."""
    try:
        return {UUID(key) for key in (*request.POST.getlist(name), *request.GET.getlist(name))}
    except ValueError:
        raise Http404 from None


def _made(name: str) -> Label:
    """The label of a name, made where there is none."""
    try:
        return Label.objects.filter(name__iexact=name).first() or actions.save_label(label=Label(name=name))
    except actions.LabelTaken:  # somebody made it just now
        return Label.objects.get(name__iexact=name)


def _answer(
    request: HttpRequest, slug: str, customer: Customer, member: Member, said: str = "", undo: str = "",
    back: Sequence[tuple[str, str]] = (),
) -> HttpResponse:  # fmt: skip
    """What stands in the head now, and what happened; without scripts the page again."""
    if "Nitka-Part" not in request.headers:
        return redirect("customers:profile", slug, customer.pk)
    fresh = Customer.objects.get(pk=customer.pk)
    address = f"{reverse(f'customers:{undo}', args=[slug, customer.pk])}?{urlencode(back)}" if undo else ""
    context = {"customer": fresh, "said": said, "undo": address} | ask_marks(fresh, member).get()
    return render(request, "customers/_marks_answer.html", context)
