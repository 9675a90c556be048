"""A new customer, written down by a member; whoever has one of the contacts already is shown first."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from nitka.accounts.asking import admitted
from nitka.accounts.models import Member
from nitka.customers import actions, labels, many
from nitka.customers.actions.enter import Taken
from nitka.customers.companies import Company
from nitka.customers.labels import Label
from nitka.customers.models import Customer
from nitka.customers.names import names_of
from nitka.customers.noted import LONGEST, Noted, noted, owners
from nitka.customers.policies import can_enter, can_keep_companies

NAME = 200


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """The form; posted, it makes the customer. `do=look`: what is made of the contacts so far. `to`: whoever has
    some of them gets the rest."""
    member = admitted(request, can_enter)
    given = request.POST if request.method == "POST" else request.GET
    contacts = noted(given.get("contacts", ""))
    if request.method == "GET":
        return render(request, "customers/new.html", _page(request, contacts, {}))
    if given.get("do") == "look":
        return render(request, "customers/_noted.html", {"noted": contacts, "known": _known(contacts)})
    try:
        customer = _written(request, member, contacts)
    except actions.WrongCompany as problem:
        return render(request, "customers/new.html", _page(request, contacts, problem.fields), status=422)
    messages.success(request, _("%(name)s is written down") % {"name": names_of([customer])[customer.pk]})
    return redirect("customers:profile", slug, customer.pk)


@transaction.atomic
def _written(request: HttpRequest, member: Member, contacts: Sequence[Noted]) -> Customer:
    """Raises WrongCompany with what is wrong, by field."""
    given, to = request.POST, _key(request.POST.get("to", ""))
    name = " ".join(given.get("name", "").replace("\x00", "").split())[:NAME]
    wrong = _wrong(name, contacts, to)
    company = _company(given.get("company", ""), member, wrong)
    chosen = list(Label.objects.filter(pk__in=_keys(given.getlist("label"))))
    if wrong:
        raise actions.WrongCompany(wrong)
    person = actions.Person(name, [(one.kind, one.value) for one in contacts], company, chosen)
    try:
        return actions.write_down(person=person, member=member, to=to)
    except (actions.Known, Taken):  # somebody wrote them down since they were looked for
        raise actions.WrongCompany({"contacts": _("Somebody has one of these contacts already")}) from None


def _wrong(name: str, contacts: Sequence[Noted], to: UUID | None) -> dict[str, str]:
    known = {customer.pk for customer in owners(contacts)}
    if not name and not contacts:
        return {"name": _("Write a name or a contact: one of them is enough")}
    if any(one.wrong for one in contacts):
        return {"contacts": _("Not all of this is a contact: see below")}
    if known - {to}:
        return {"contacts": _("Somebody has one of these contacts already")}
    return {}


def _company(text: str, member: Member, wrong: dict[str, str]) -> Company | None:
    """The company of a name; one that nobody has written down yet is made."""
    name = " ".join(text.replace("\x00", "").split())
    if not name:
        return None
    found = many.company(name[:NAME])
    if found is None and Company.objects.filter(name__iexact=name, archived_at=None).exists():
        wrong["company"] = _("Several companies are called so: add the customer on the right one’s page")
    elif found is None and not can_keep_companies(member):
        wrong["company"] = _("There is no such company")
    if found or wrong:
        return found
    try:
        return actions.found_company(name=name, member_id=member.pk)
    except actions.WrongCompany as problem:
        wrong["company"] = next(iter(problem.fields.values()))
        return None


def _known(contacts: Sequence[Noted]) -> list[tuple[UUID, str]]:
    return [(customer.pk, name) for customer, name in owners(contacts).items()]


def _page(request: HttpRequest, contacts: Sequence[Noted], errors: dict[str, str]) -> dict[str, Any]:
    """What the form shows: all that was written, and what is made of it."""
    given = request.POST if request.method == "POST" else request.GET
    worn = _keys(given.getlist("label"))
    return {
        "name": given.get("name", "")[:NAME], "contacts": given.get("contacts", "")[:LONGEST],
        "company": given.get("company", "")[:NAME], "errors": errors,
        "noted": contacts, "known": _known(contacts),
        "firms": many.ask_companies().get(), "labels": [(one, one.id in worn) for one in labels.ask_all().get()],
    }  # fmt: skip


def _key(text: str) -> UUID | None:
    return next(iter(_keys([text])), None) if text else None


def _keys(texts: Sequence[str]) -> set[UUID]:
    try:
        return {UUID(text) for text in texts}
    except ValueError:
        raise Http404 from None
