"""Members' notes about a customer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from nitka.accounts.asking import member_of
from nitka.accounts.policies import can_answer
from nitka.customers import actions, queries
from nitka.customers.known import Note
from nitka.customers.models import Customer
from nitka.kit.context import require_workspace
from nitka.kit.db.ahead import Soon, ask

SHOWN = 30
_NOTED = """select n.id, n.text, n.at, coalesce(m.name, '') from customers_note n
    left join accounts_member m on m.workspace_id = n.workspace_id and m.id = n.member_id
    where n.workspace_id = %(workspace)s and n.customer_id = %(customer)s
      and n.removed_at is null and n.text is not null order by n.at desc limit %(shown)s"""


@dataclass(frozen=True, slots=True)
class Noted:
    """A note with who wrote it."""

    id: UUID
    text: str
    at: datetime
    author: str


def noted(customer_id: UUID) -> list[Noted]:
    """A customer's notes, the latest first."""
    return ask_noted(customer_id).get()


def ask_noted(customer_id: UUID) -> Soon[list[Noted]]:
    """Ask for them; one statement."""
    values = {"workspace": require_workspace(), "customer": customer_id, "shown": SHOWN}
    return ask(_NOTED, values, lambda rows: [Noted(*row) for row in rows])


@require_POST
def create(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Keep what was written."""
    customer = _customer(request, key)
    text = request.POST.get("text", "").strip()
    member = member_of(request)
    if text:
        actions.write_note(customer=customer, text=text, member_id=member.pk)
    return _answer(request, slug, customer)


@require_POST
def remove(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Take a note away; the answer offers to bring it back."""
    note, customer = _note(request, key)
    actions.remove_note(note=note)
    return _answer(request, slug, customer, _("Note removed"), reverse("customers:note_return", args=[slug, note.pk]))


@require_POST
def bring_back(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Undo a removal."""
    note, customer = _note(request, key)
    actions.restore_note(note=note)
    return _answer(request, slug, customer)


def _customer(request: HttpRequest, key: UUID) -> Customer:
    member = member_of(request)
    customer = queries.survivor(key, member)
    if customer is None:
        raise Http404
    if not can_answer(member):
        raise PermissionDenied
    return customer


def _note(request: HttpRequest, key: UUID) -> tuple[Note, Customer]:
    note = Note.objects.filter(pk=key).first()
    if note is None:
        raise Http404
    return note, _customer(request, note.customer_id)


def _answer(request: HttpRequest, slug: str, customer: Customer, said: str = "", undo: str = "") -> HttpResponse:
    if "Nitka-Part" not in request.headers:
        return redirect("customers:profile", slug, customer.pk)
    context = {"customer": customer, "notes": noted(customer.pk), "writes": True, "said": said, "undo": undo}
    return render(request, "customers/_notes_answer.html", context)
