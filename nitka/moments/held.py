"""Things that customers have, in a line each: what is under way or in force."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nitka.moments.holdings import Holding
from nitka.ui import words

# For a page that reads it within a statement of its own: each thing as its last step left it
UNDER_WAY = """select sort, key, name, state, total::text as total, currency, until, began_at, at from (
      select distinct on (h.sort, h.key) h.* from moments_holding h
      join customers_identity i on i.workspace_id = h.workspace_id and i.id = h.identity_id
      where i.workspace_id = %(workspace)s and i.customer_id = %(customer)s order by h.sort, h.key, h.at desc, h.id desc
    ) h where (sort, state) in (('order', 'placed'), ('order', 'paid'), ('order', 'shipped'),
      ('subscription', 'active'), ('product', 'installed')) order by sort, at desc limit 6"""


@dataclass(frozen=True, slots=True)
class Held:
    """What `UNDER_WAY` reads of a thing."""

    sort: str
    key: str
    name: str
    state: str
    total: Decimal | None
    currency: str
    until: date | None
    began_at: datetime
    at: datetime


def line_of(row: Holding | Held) -> dict[str, str]:
    """A thing as a line of a page: its mark, name and sum, and how it stands."""
    said, tone = state_of(row)
    names = {"order": words.numbered(row.key) if row.state != "bought" else row.name, "product": row.name or row.key}
    return {
        "icon": {"order": "cart", "subscription": "bolt", "product": "home"}.get(row.sort, "box"),
        "name": names.get(row.sort, row.name or row.key) or words.date_of(row.at.date()),
        "sum": words.money(row.total, row.currency) if row.total is not None and row.currency else "",
        "state": said,
        "tone": tone,
    }


def state_of(row: Holding | Held) -> tuple[str, str]:
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
