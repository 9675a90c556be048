"""A customer's contacts on their page, and a member's word that one is theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from nitka.accounts.asking import admitted
from nitka.customers import actions, queries
from nitka.customers.kinds import label, said
from nitka.customers.models import Identity, Status
from nitka.customers.policies import can_vouch
from nitka.kit.context import require_workspace
from nitka.kit.db import reading
from nitka.kit.db.ahead import Soon, ask
from nitka.ui import words

MOST, COUNTED = 200, 10_000  # contacts that are shown; browsers and devices that are counted, not shown
_OF = "from customers_identity where workspace_id = %(workspace)s and customer_id = %(customer)s"
_THING = "kind in ('visitor', 'device')"
_IDENTITIES = f"""
(select 1, {reading.columns(Identity)} {_OF} and not {_THING} order by status desc, created_at limit {MOST})
union all
(select alike.n, {reading.columns(Identity)} from (
    select count(*) as n, (array_agg(id))[1] as one from (
      select id, kind, status {_OF} and {_THING} limit {COUNTED}) things group by kind, status) alike
  join customers_identity on workspace_id = %(workspace)s and id = alike.one order by kind, status desc)"""  # noqa: S608
_ICONS = {"email": "mail", "phone": "phone", "telegram": "plane", "whatsapp": "wa", "vk": "vk", "card": "card"}


@dataclass(frozen=True, slots=True)
class Known:
    """What a customer is known by, the surest first; of browsers and devices one of a kind stands for `many`."""

    identities: list[Identity]
    many: dict[UUID, int]


def ask_identities(customer_id: UUID) -> Soon[Known]:
    """Ask for a customer's contacts. A program that is nobody may have very many: what is shown is bounded."""
    values = {"workspace": require_workspace(), "customer": customer_id}
    return ask(_IDENTITIES, values, _known)


def _known(rows: Sequence[tuple[Any, ...]]) -> Known:
    found = [reading.made(Identity, row) for _n, *row in rows]
    return Known(found, {one.pk: row[0] for one, row in zip(found, rows, strict=True)})


def contacts(known: Known) -> list[dict[str, Any]]:
    """As the page lists them: what one writes to or rings, then browsers and devices."""
    return [_contact(one, known.many[one.pk]) for one in known.identities if one.kind != "account"]


def _contact(identity: Identity, many: int) -> dict[str, Any]:
    return {
        "id": identity.pk,
        "icon": _ICONS.get(identity.kind, "web" if _is_thing(identity) else "at"),
        "value": _thing(identity, many) if _is_thing(identity) else said(identity.kind, identity.value),
        "status": identity.status,
        "said": status_words(identity.status),
        "open": identity.status != Status.VERIFIED and not identity.quarantined and not _is_thing(identity),
    }


def _is_thing(identity: Identity) -> bool:
    """A browser or a device: nobody writes to it, and its name says nothing to people."""
    return identity.kind in ("visitor", "device")


def _thing(identity: Identity, many: int) -> str:
    name = label(identity.kind)
    return f"{name} × {words.figure(many)}{'+' if many == COUNTED else ''}" if many > 1 else name


def status_words(status: str) -> str:
    """How sure we are of an identity."""
    return {
        Status.VERIFIED: pgettext("identity", "Verified"),
        Status.STATED: pgettext("identity", "Stated, not proven"),
        Status.GUESSED: pgettext("identity", "A guess"),
    }[Status(status)]


@require_POST
def proof(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """A member says how they know that a contact is its customer's; `back` takes that back."""
    member = admitted(request, can_vouch)
    found = Identity.objects.filter(pk=key).first()
    if found is None or queries.survivor(found.customer_id, member) is None:
        raise Http404
    if request.GET.get("back"):
        actions.unvouch(identity=found, member_id=member.pk)
        return _answer(request, slug, found.customer_id, "")
    way = request.POST.get("way", "")
    if way not in actions.WAYS:
        raise BadRequest
    try:
        actions.vouch(identity=found, way=way, member_id=member.pk)
    except actions.CannotVouch:
        said = _("Nothing was changed: it is proven already, or too many customers have it")
        return render(request, "customers/_told.html", {"said": said, "level": "error"}, status=422)
    return _answer(request, slug, found.customer_id, f"{reverse('customers:proof', args=[slug, key])}?back=1")


def _answer(request: HttpRequest, slug: str, customer_id: UUID, undo: str) -> HttpResponse:
    """The contacts as they are now, and the way back; without scripts the page again."""
    if "Nitka-Part" not in request.headers:
        return redirect("customers:profile", slug, customer_id)
    context = {
        "identities": contacts(ask_identities(customer_id).get()), "writes": True, "undo": undo,
        "said": _("The contact is proven") if undo else _("The confirmation is taken back"),
    }  # fmt: skip
    return render(request, "customers/_contacts_answer.html", context)
