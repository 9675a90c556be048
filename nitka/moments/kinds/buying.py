"""Orders, purchases at a counter, money given back, subscriptions."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nitka.moments.kinds.base import Facts, Kind, Say
from nitka.moments.kinds.fields import Day, Field, Items, Money, Text

_ORDER = {"order": Text(100), "total": Money(), "items": Items(), "reason": Text()}
_SUBSCRIPTION = {"subscription": Text(100), "name": Text(), "price": Money(), "until": Day(), "reason": Text()}


def goods(facts: Facts, most: int = 2) -> str:
    """The first names of what was bought, and how many more."""
    named = facts.items()
    shown = ", ".join(named[:most])
    more = len(named) - most
    if more <= 0:
        return shown
    return ngettext("%(names)s and %(n)s more", "%(names)s and %(n)s more", more) % {"names": shown, "n": more}


def joined(*parts: str) -> str:
    """What there is to say, with dots between."""
    return " · ".join(part for part in parts if part)


def _placed(facts: Facts) -> tuple[str, str]:
    return _("Order %(order)s placed") % {"order": facts.text("order")}, joined(facts.money("total"), goods(facts))


def _paid(facts: Facts) -> tuple[str, str]:
    return _("Order %(order)s paid") % {"order": facts.text("order")}, facts.money("total")


def _changed(facts: Facts) -> tuple[str, str]:
    return _("Order %(order)s changed") % {"order": facts.text("order")}, joined(facts.money("total"), goods(facts))


def _shipped(facts: Facts) -> tuple[str, str]:
    due = facts.day("due")
    expected = _("expected %(date)s") % {"date": due} if due else ""
    return _("Order %(order)s shipped") % {"order": facts.text("order")}, joined(
        facts.text("carrier"), facts.text("track"), expected
    )


def _delivered(facts: Facts) -> tuple[str, str]:
    return _("Order %(order)s delivered") % {"order": facts.text("order")}, joined(
        facts.text("place"), facts.text("carrier")
    )


def _returned(facts: Facts) -> tuple[str, str]:
    return _("Order %(order)s returned") % {"order": facts.text("order")}, joined(goods(facts), facts.text("reason"))


def _cancelled(facts: Facts) -> tuple[str, str]:
    return _("Order %(order)s cancelled") % {"order": facts.text("order")}, facts.text("reason")


def _refund(facts: Facts) -> tuple[str, str]:
    order = _("for order %(order)s") % {"order": facts.text("order")}
    return _("Money given back: %(sum)s") % {"sum": facts.money("amount")}, order


def _bought(facts: Facts) -> tuple[str, str]:
    place = facts.text("place")
    title = _("Bought at %(place)s") % {"place": place} if place else _("Bought")
    return title, joined(goods(facts), facts.money("total"))


def _started(facts: Facts) -> tuple[str, str]:
    return _("Subscription “%(name)s” started") % {"name": _named(facts)}, joined(facts.money("price"), _until(facts))


def _renewed(facts: Facts) -> tuple[str, str]:
    return _("Subscription “%(name)s” renewed") % {"name": _named(facts)}, joined(facts.money("price"), _until(facts))


def _ended(facts: Facts) -> tuple[str, str]:
    return _("Subscription “%(name)s” cancelled") % {"name": _named(facts)}, facts.text("reason")


def _named(facts: Facts) -> str:
    return facts.text("name") or facts.text("subscription")


def _until(facts: Facts) -> str:
    until = facts.day("until")
    return _("until %(date)s") % {"date": until} if until else ""


def _order(name: str, label: str | Promise, icon: str, say: Say, state: str, tone: str = "", **more: Field) -> Kind:
    return Kind(name, label, icon, say, "order", tone, {**_ORDER, **more}, ("order",), "order", "order", state)


def _subscribed(name: str, label: str | Promise, say: Say, state: str, tone: str = "") -> Kind:
    needs = ("subscription",)
    return Kind(name, label, "bolt", say, "subscription", tone, _SUBSCRIPTION, needs, "subscription", needs[0], state)


KINDS = (
    _order("order.placed", gettext_lazy("Order placed"), "cart", _placed, "placed"),
    _order("order.paid", gettext_lazy("Order paid"), "card", _paid, "paid", "good"),
    _order("order.updated", gettext_lazy("Order changed"), "cart", _changed, ""),
    _order("order.shipped", gettext_lazy("Order shipped"), "truck", _shipped, "shipped",
           carrier=Text(100), track=Text(100), due=Day()),
    _order("order.delivered", gettext_lazy("Order delivered"), "box", _delivered, "delivered", "good",
           place=Text(), carrier=Text(100)),
    _order("order.returned", gettext_lazy("Order returned"), "undo", _returned, "returned", "warn"),
    _order("order.cancelled", gettext_lazy("Order cancelled"), "x", _cancelled, "cancelled", "bad"),
    Kind("refund", gettext_lazy("Money given back"), "receipt", _refund, "order", "warn",
         {"order": Text(100), "amount": Money(), "reason": Text()}, ("order", "amount"), "order", "order"),
    Kind("purchase", gettext_lazy("Purchase"), "store", _bought, "order", "good",
         {"receipt": Text(100), "total": Money(), "items": Items(), "place": Text()}, (), "order", "receipt", "bought"),
    _subscribed("subscription.started", gettext_lazy("Subscription started"), _started, "active", "good"),
    _subscribed("subscription.renewed", gettext_lazy("Subscription renewed"), _renewed, "active"),
    _subscribed("subscription.cancelled", gettext_lazy("Subscription cancelled"), _ended, "cancelled", "bad"),
)  # fmt: skip
