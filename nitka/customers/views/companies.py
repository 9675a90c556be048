"""Companies: the list, one of them, made and changed."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nitka.accounts.asking import admitted, member_of
from nitka.accounts.models import Member
from nitka.customers import actions, company_list, domains, many, owners, suggested
from nitka.customers.companies import Company
from nitka.customers.policies import can_export, can_keep_companies
from nitka.customers.views.company_page import company_or_404, money, whole
from nitka.customers.views.section import section
from nitka.kit import slots
from nitka.ui import words

CHOICES = 500  # companies to choose a parent from


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of the list: rows, or the whole page around them."""
    member = member_of(request)
    asked = company_list.read(request.GET)
    try:
        shown, following = company_list.page(asked, member, request.GET.get("after", "")[:300])
    except (ValueError, OverflowError):
        raise Http404 from None
    context: dict[str, Any] = {
        "lines": [(line, money(line.sums)) for line in shown], "asked": asked, "writes": can_keep_companies(member),
        "next": asked.query(after=following) if following else "", "columns": _columns(asked),
    }  # fmt: skip
    if request.headers.get("Nitka-Part") == "rows":
        return render(request, "customers/_company_rows.html", context)
    context |= section(member, "companies") | {"exports": can_export(member), "segments": _segments(member)}
    if context["writes"]:
        context |= _bulk(asked, member, more=bool(following))
    return render(request, "customers/companies.html", context)


def _bulk(asked: company_list.Asked, member: Member, *, more: bool) -> dict[str, Any]:
    """What can be done to those that are chosen, to how many at the most, and what is under way."""
    going, members = many.ask_going(member, firms=True), owners.ask_owners()
    most = company_list.COUNTED
    total = company_list.found(asked, member)[: most + 1].count() if more else 0
    return {
        "change": going.get(), "members": [(str(one.id), one.name) for one in members.get()],
        "total": words.figure(min(total, most)), "over": total > most,
    }  # fmt: skip


def _segments(member: Member) -> list[tuple[str, str]]:
    """The segments of companies, by name."""
    asked = [fill(member) for fill in slots.fillers("companies.segments")]
    return [one for soon in asked for one in soon.get()]


@require_GET
def hosts(request: HttpRequest, slug: str) -> HttpResponse:
    """Where several people write from who are no company's yet: looked for behind the page, among the latest."""
    member = member_of(request)
    context = {"suggested": suggested.suggested(member), "writes": can_keep_companies(member)}
    return render(request, "customers/_suggested.html", context)


@require_GET
def company(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """What it is, who is with it, what they are together."""
    return whole(request, company_or_404(key))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str, key: UUID | None = None) -> HttpResponse:
    """One company's name, domains and parent; without a key a new one."""
    member = admitted(request, can_keep_companies)
    found = company_or_404(key) if key else None
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            kept = _keep(found, request.POST, member)
        except actions.WrongCompany as problem:
            errors = problem.fields
        else:
            return redirect("customers:company", slug, kept.pk)
    context = {
        "company": found, "errors": errors, **_written(request, found),
        "choices": [(str(pk), name) for pk, name in _choices(found)],
    }  # fmt: skip
    return render(request, "customers/company_form.html", context, status=422 if errors else 200)


def _written(request: HttpRequest, found: Company | None) -> dict[str, str]:
    """What stands in the form: what was typed, else the company as it is."""
    given = request.POST
    if request.method == "POST":
        return {"name": given.get("name", "")[:400], "domains": given.get("domains", "")[:20_000],
                "parent": given.get("parent", "")}  # fmt: skip
    if found is None:
        return {"name": "", "domains": "", "parent": ""}
    listed = found.domains.order_by("at").values_list("domain", flat=True)
    return {"name": found.name, "domains": "\n".join(listed), "parent": str(found.parent_id or "")}


@require_POST
def archive(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Put it away; `back` brings it back."""
    admitted(request, can_keep_companies)
    found = company_or_404(key)
    if request.POST.get("back"):
        actions.restore_company(company=found)
    else:
        actions.archive_company(company=found)
    return redirect("customers:company", slug, found.pk)


def _keep(found: Company | None, given: Any, member: Member) -> Company:
    listed, chosen = domains.split(given.get("domains", "")[:20_000]), given.get("parent", "")
    parent = _parent(chosen)
    if chosen and parent is None:
        raise actions.WrongCompany({"parent": _("There is no such company")})
    name = given.get("name", "")
    if found is None:
        return actions.found_company(name=name, domains=listed, parent=parent, member_id=member.pk)
    return actions.change_company(company=found, name=name, domains=listed, parent=parent, member_id=member.pk)


def _parent(text: str) -> Company | None:
    try:
        return Company.objects.filter(pk=UUID(text)).first() if text else None
    except ValueError:
        return None


def _choices(found: Company | None) -> list[tuple[UUID, str]]:
    rows = Company.objects.filter(archived_at=None)
    if found:
        rows = rows.exclude(pk=found.pk)
    choices = list(rows.order_by("name").values_list("pk", "name")[:CHOICES])
    if found and found.parent_id and found.parent_id not in dict(choices):
        choices += Company.objects.filter(pk=found.parent_id).values_list("pk", "name")
    return choices


def _columns(asked: company_list.Asked) -> list[tuple[str, Any, str]]:
    return [
        (key, label, asked.query(sort=key, turned="1" if asked.sort == key and not asked.turned else ""))
        for key, label in {"name": _("Company"), **company_list.COLUMNS}.items()
    ]
