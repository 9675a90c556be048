"""What customers have with us, as sections of their page."""

import re
from collections import defaultdict
from itertools import groupby
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.customers.using import User
from nitka.kit.db.ahead import Soon
from nitka.moments.collector.people import attributes
from nitka.moments.held import line_of
from nitka.moments.holdings import Holding, ask_of
from nitka.moments.hooks.rows import Hook

SHOWN = 5
_TRAIT = re.compile(r"^\s*trait\.([^:\s]+)\s*:", re.MULTILINE)


def holdings_of_customer(customer_id: UUID, member: Member) -> Soon[str]:
    """Orders, subscriptions, installed products: the latest of each; nothing when there are none. One statement."""
    return ask_of(customer_id).then(_drawn)


def users_of_attributes() -> dict[str, list[User]]:
    """Attribute → the incoming webhooks that are on and whose mappings bring it."""
    found: dict[str, list[User]] = defaultdict(list)
    for hook in Hook.objects.exclude(on_at=None).order_by("name", "id"):
        for key in sorted(attributes(dict.fromkeys(_TRAIT.findall(hook.mapping), "x"))):
            found[key].append(User("hook", hook.name, f"settings/hooks/{hook.pk}/"))
    return dict(found)


def _drawn(holdings: list[Holding]) -> str:
    found = sorted(holdings, key=lambda one: one.sort)
    sections = [
        (_title(sort), len(rows), [line_of(row) for row in rows[:SHOWN]])
        for sort, rows in ((sort, list(rows)) for sort, rows in groupby(found, key=lambda one: one.sort))
    ]
    return render_to_string("moments/_holdings.html", {"sections": sections}) if sections else ""


def _title(sort: str) -> str:
    return {"order": _("Orders"), "subscription": _("Subscriptions"), "product": _("Installed")}.get(sort, sort)
