"""What a customer agreed to: the line in the profile's header, the section with the proof, and a member's own word."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from nitka.accounts.asking import admitted
from nitka.accounts.models import Member
from nitka.customers import actions, queries
from nitka.customers.answers import Answered, Line, ask_answers
from nitka.customers.consents import Answer, Way
from nitka.customers.models import Customer, Identity
from nitka.customers.panel import icon, said
from nitka.customers.policies import can_note_consents
from nitka.kit.ids import id_in
from nitka.ui import words

IN_HEADER = 3
FIELDS = ("purpose", "answer", "contact", "way", "on", "proof")
NOTED = (Way.CALL, Way.PAPER, Way.CHANNEL)  # what a member writes down; the rest writes itself down


@require_POST
def consents(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Note what the customer said, with what shows it."""
    member = admitted(request, can_note_consents)
    customer = queries.survivor(key, member)
    if customer is None:
        raise Http404
    wrong = _note(request, customer, member)
    if not wrong and "Nitka-Part" not in request.headers:
        return redirect("customers:profile", slug, customer.pk)
    contacts = list(Identity.objects.filter(customer_id=customer.pk).order_by("-status", "created_at"))
    context = {"customer": customer, "writes": True, "noting": request.POST if wrong else {}, "wrong": wrong}
    context |= agreements(ask_answers(customer.pk).get(), contacts)
    return render(request, "customers/_consents_answer.html", context, status=422 if wrong else 200)


def _note(request: HttpRequest, customer: Customer, member: Member) -> dict[str, str]:
    """What is wrong, by field; nothing where it is noted."""
    given = {name: request.POST.get(name, "").replace("\x00", "").strip() for name in FIELDS}
    proof, contact = given["proof"], id_in(given["contact"])
    wrong = {} if contact or not given["contact"] else {"identities": why("no_contact")}
    if given["answer"] not in (Answer.GIVEN, Answer.WITHDRAWN):
        wrong["answer"] = _("Choose what they said")
    if given["way"] not in NOTED:
        wrong["way"] = _("Choose how they said it")
    if not proof:
        wrong["proof"] = _("Write what shows it: their words, the paper, the call")
    at = _day(given["on"])
    if at is None and given["on"] not in ("", str(timezone.localdate())):
        wrong["on"] = _("Write the day as in a calendar")
    if wrong:
        return wrong
    try:
        actions.note_consent_of(
            customer_id=customer.pk, purpose=given["purpose"], answer=given["answer"], way=given["way"], proof=proof,
            identity_ids=[contact] if contact else [], at=at, member_id=member.pk,
        )  # fmt: skip
    except actions.WrongConsent as problem:
        return {field: why(code) for field, code in problem.fields.items()}
    return {}


def why(code: str) -> str:
    """A code of WrongConsent in words."""
    return {
        "unknown": _("There is no such purpose"),
        "archived": _("Nobody is asked for this any more: only a withdrawal can be noted"),
        "no_contact": _("This customer has no such contact"),
    }.get(code, code)


def agreements(found: Sequence[Answered], contacts: Sequence[Identity]) -> dict[str, Any]:
    """For the templates: the purposes in words, those that something was said of, and the contacts one may name."""
    named = {row.pk: row.value for row in contacts if row.kind not in ("account", "visitor")}
    rows = [_row(one, named) for one in found]
    said = [row for row in rows if row["state"]]
    return {
        "consents": rows,
        "consents_head": said[:IN_HEADER],
        "consents_more": max(0, len(said) - IN_HEADER),
        "consent_contacts": list(named.items()),
        "consent_ways": [(way, way.label) for way in NOTED],
    }


def _row(one: Answered, named: dict[UUID, str]) -> dict[str, Any]:
    since = words.date_of(timezone.localtime(one.since).date()) if one.since else ""
    return {
        "code": one.purpose.code,
        "name": one.purpose.name,
        "archived": one.purpose.archived_at is not None,
        "state": one.state,
        "icon": icon(one.state),
        "said": said(one.state),
        "since": since,
        "where": _where([named[key] for key in one.contacts if key in named]) if one.state == Answer.GIVEN else "",
        "lines": [_line(line) for line in one.lines],
    }


def _where(contacts: Sequence[str]) -> str:
    if len(contacts) < 2:
        return "".join(contacts)
    n = len(contacts) - 1
    more = ngettext("and %(n)s more", "and %(n)s more", n) % {"n": n}
    return f"{contacts[0]} {more}"


def _line(line: Line) -> dict[str, Any]:
    return {
        "line": line,
        "icon": icon(line.answer),
        "answer": Answer(line.answer).label,
        "way": Way(line.way).label,
        "contact": _("every contact") if line.everywhere else _named(line),
    }


def _named(line: Line) -> str:
    return {"visitor": _("Browser"), "account": ""}.get(line.kind, line.contact)


def _day(text: str) -> datetime | None:
    """Noon of a day; None for today, which is now, and for what is none."""
    try:
        day = date.fromisoformat(text)
        return None if day == timezone.localdate() else timezone.make_aware(datetime.combine(day, time(12)))
    except (ValueError, OverflowError):
        return None
