"""Orders of a file as a member sees them before they are loaded."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from nitka.imports import order_columns
from nitka.imports.models import Import
from nitka.kit.text import shorten
from nitka.ui import words

_USUAL = ("RUB", "USD", "EUR", "KZT", "BYN", "UZS", "GEL", "AMD", "TRY", "GBP", "CNY")


def currencies(of: Import) -> list[str]:
    """What sums may be in that bear no sign: the usual ones, and the one that was chosen."""
    return [one for one in dict.fromkeys((of.currency, *_USUAL)) if one]


def example(one: dict[str, Any], _hidden: set[str]) -> dict[str, Any]:
    """An order of a trial in the reader's words."""
    by = order_columns.label(one["by"]) if one["by"] and order_columns.is_one(one["by"]) else ""
    return one | {"lines": [_line(line) for line in one["lines"]], "by": by}


def _line(line: Mapping[str, Any]) -> dict[str, Any]:
    key, now, was = line["key"], line.get("now"), line.get("was")
    if key == "order":
        said = " · ".join(filter(None, (_money(line.get("total")), shorten(", ".join(line.get("items") or ()), 80))))
        return {"label": _("New order"), "now": said, "was": ""}
    if key == "state":
        return {"label": _("State of the order"), "now": _state(now), "was": _state(was) if was else ""}
    if key == "items":
        return {"label": _("Goods"), "now": shorten(", ".join(now or ()), 80), "was": ""}
    label = _("Sum given back") if key == "refund" else _("Total")
    return {"label": label, "now": _money(now), "was": _money(was)}


def _money(sum_: Any) -> str:
    return words.money(Decimal(sum_["amount"]), sum_["currency"]) if sum_ else ""


def _state(state: Any) -> str:
    return {
        "placed": pgettext("order", "placed"), "paid": pgettext("order", "paid"),
        "shipped": pgettext("order", "on its way"), "delivered": pgettext("order", "delivered"),
        "returned": pgettext("order", "returned"), "cancelled": pgettext("order", "cancelled"),
        "refunded": pgettext("order", "money given back"), "bought": pgettext("order", "bought"),
    }.get(str(state), "")  # fmt: skip
