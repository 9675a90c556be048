"""What the command palette finds: conversations, people, colleagues, macros, settings."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from nitka.accounts.asking import member_of
from nitka.accounts.models import Member
from nitka.accounts.policies import can_answer
from nitka.conversations import queries
from nitka.conversations.desk import names
from nitka.conversations.models import Conversation, Macro
from nitka.customers.kinds import is_contact, spell
from nitka.customers.policies import can_enter
from nitka.customers.queries import visible_to
from nitka.kit.layout import other
from nitka.ui import words
from nitka.ui.pages_of_settings import pages_for

EACH = 6
EACH_TO = 3
SHORTEST = 2


@require_GET
def palette(request: HttpRequest, slug: str) -> JsonResponse:
    """Rows for `q`; without it what is always there (macros, settings), which the page filters itself."""
    asked = " ".join(request.GET.get("q", "").split())[:80]
    if not asked:
        return JsonResponse({"rows": [*_macros(request, slug), *_settings(request, slug), *_begin(request, slug),
                                      *_new_customer(request, slug, "")]})
    if len(asked) < SHORTEST and not asked.isdecimal():
        return JsonResponse({"rows": []})
    rows = _found(request, slug, asked)
    turned = other(asked)
    if not rows and turned != asked.lower():
        rows = _found(request, slug, turned)
    return JsonResponse({"rows": rows})


def _found(request: HttpRequest, slug: str, asked: str) -> list[dict[str, Any]]:
    people = _people(request, slug, asked)
    to = _write_to(request, slug, asked, people)
    fresh = [] if people else _new_customer(request, slug, asked)
    return [*_conversations(request, slug, asked), *people, *to, *fresh, *_colleagues(slug, asked)]


def _begin(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """Writing first, from every page."""
    if not can_answer(member_of(request)):
        return []
    url = reverse("conversations:new", args=[slug])
    return [{"group": _("Write"), "icon": "plane", "label": _("Write to a customer"), "detail": "", "url": url}]


def _new_customer(request: HttpRequest, slug: str, asked: str) -> list[dict[str, Any]]:
    """Somebody is written down, from every page; of what was typed only a contact makes one think of that."""
    if not can_enter(member_of(request)) or (asked and not is_contact(asked)):
        return []
    url = reverse("customers:new", args=[slug])
    return [{"group": _("Customers"), "icon": "plus", "label": _("New customer"), "detail": asked,
             "url": f"{url}?{urlencode({'contacts': asked})}" if asked else url}]  # fmt: skip


def _write_to(
    request: HttpRequest, slug: str, asked: str, people: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Writing to who was found, or to the address that was typed."""
    if not can_answer(member_of(request)):
        return []
    base, address = reverse("conversations:new", args=[slug]), spell("email", asked) if "@" in asked else None
    if address and not people:
        to = [(address, urlencode({"address": address}))]
    else:
        to = [(str(row["label"]), urlencode({"customer": row["id"]})) for row in people[:EACH_TO]]
    said = pgettext("first", "Write to %(name)s")
    return [
        {"group": _("Write"), "icon": "plane", "label": said % {"name": name}, "detail": "", "url": f"{base}?{query}"}
        for name, query in to
    ]


def _conversations(request: HttpRequest, slug: str, asked: str) -> list[dict[str, Any]]:
    found = queries.visible_to(member_of(request)).select_related("identity__customer")
    found = found.filter(_named(asked)).order_by("-last_at")
    return [
        {
            "group": _("Conversations"),
            "icon": "inbox",
            "label": f"{words.numbered(row.number)} · {_whose(row)}",
            "detail": row.subject,
            "url": reverse("conversations:thread", args=[slug, row.number]),
        }
        for row in found[:EACH]
    ]


def _named(asked: str) -> Q:
    """By number, by the customer's name, by words of the subject."""
    number = asked.lstrip(words.SIGNS)
    if number.isascii() and number.isdecimal():
        return Q(number=int(number)) if len(number) < 10 else Q(pk=None)
    return Q(identity__customer__name__icontains=asked) | Q(subject__icontains=asked)


def _whose(row: Conversation) -> str:
    identity = row.identity
    return names.customer_name(identity.customer.name or identity.name, identity.kind, identity.value)


def _people(request: HttpRequest, slug: str, asked: str) -> list[dict[str, Any]]:
    if asked.isdecimal():
        return []
    named = Q(name__icontains=asked) | Q(identities__value=asked.lower())
    found = visible_to(member_of(request)).filter(named).order_by("-created_at").distinct()[:EACH]
    return [
        {
            "group": _("Customers"),
            "icon": "people",
            "label": customer.name or asked,
            "id": str(customer.pk),
            "detail": "",
            "url": f"/w/{slug}/customers/{customer.pk}/",
        }
        for customer in found
    ]


def _colleagues(slug: str, asked: str) -> list[dict[str, Any]]:
    """Leading to what they have."""
    found = Member.objects.filter(is_active=True, name__icontains=asked).order_by("name")[:EACH]
    return [
        {
            "group": _("Colleagues"),
            "face": {"id": str(row.pk), "initials": words.initials(row.name), "hue": words.hue(row.pk)},
            "label": row.name,
            "detail": str(row.get_role_display()),
            "url": f"/w/{slug}/search/?{urlencode({'q': _assigned(row)})}",
        }
        for row in found
    ]


def _assigned(member: Member) -> str:
    plain = member.name.replace('"', "")
    return f'assignee:"{plain}"'


def _macros(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    if not can_answer(member_of(request)):
        return []
    return [
        {"group": _("Macros"), "icon": "bolt", "label": row.title, "detail": "", "macro": str(row.pk)}
        for row in Macro.objects.order_by("title")[:100]
    ]


def _settings(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    return [
        {
            "group": _("Settings"),
            "icon": "gear",
            "label": str(page.label),
            "detail": page.heading,
            "url": f"/w/{slug}/{page.path}",
        }
        for page in pages_for(member_of(request))
    ]
