"""What customers have with us, as sections of their page."""

from itertools import groupby
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nitka.accounts.models import Member
from nitka.kit.db.ahead import Soon
from nitka.moments.holdings import Holding, ask_of
from nitka.ui import words

SHOWN = 5


def holdings_of_customer(customer_id: UUID, member: Member) -> Soon[str]:
    """Orders, subscriptions, installed products: the latest of each; nothing when there are none. One statement."""
    return ask_of(customer_id).then(_drawn)


def _drawn(holdings: list[Holding]) -> str:
    found = sorted(holdings, key=lambda one: one.sort)
    sections = [
        (_title(sort), len(rows), [_row(row) for row in rows[:SHOWN]])
        for sort, rows in ((sort, list(rows)) for sort, rows in groupby(found, key=lambda one: one.sort))
    ]
    return render_to_string("moments/_holdings.html", {"sections": sections}) if sections else ""


def _title(sort: str) -> str:
    return {"order": _("Orders"), "subscription": _("Subscriptions"), "product": _("Installed")}.get(sort, sort)


def _row(row: Holding) -> dict[str, str]:
    said, tone = state_of(row)
    names = {"order": f"№\u00a0{row.key}" if row.state != "bought" else row.name, "product": row.name or row.key}
    return {
        "icon": {"order": "cart", "subscription": "bolt", "product": "home"}.get(row.sort, "box"),
        "name": names.get(row.sort, row.name or row.key) or words.date_of(row.at.date()),
        "sum": words.money(row.total, row.currency) if row.total is not None and row.currency else "",
        "state": said,
        "tone": tone,
    }


def state_of(row: Holding) -> tuple[str, str]:
    """How it stands, in a word, and its tone."""
    if row.sort == "subscription" and row.state == "active" and row.until:
        return _("until %(date)s") % {"date": words.date_of(row.until)}, ""
    if row.state == "cancelled":
        return (pgettext("order", "cancelled") if row.sort == "order" else pgettext("subscription", "cancelled")), "bad"
    return {
        "placed": (pgettext("order", "placed"), ""),
        "paid": (pgettext("order", "paid"), ""),
        "shipped": (pgettext("order", "on its way"), ""),
        "delivered": (pgettext("order", "delivered"), ""),
        "returned": (pgettext("order", "returned"), "warn"),
        "active": (pgettext("subscription", "active"), ""),
        "removed": (pgettext("product", "removed"), "warn"),
        "installed": (words.date_of(row.began_at.date()), ""),
        "bought": (words.date_of(row.began_at.date()), ""),
    }.get(row.state, ("", ""))  # fmt: skip
