"""What customers look at and put aside before they order."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.moments.kinds.base import Facts, Kind, Say
from nitka.moments.kinds.buying import goods, joined
from nitka.moments.kinds.fields import Field, Items, Money, Number, Text

_PRODUCT = {"product": Text(100), "name": Text(), "price": Money(), "quantity": Number(), "category": Text(200)}
_CART = {"cart": Text(100), "order": Text(100), "total": Money(), "items": Items()}


def _named(facts: Facts) -> str:
    return facts.text("name") or facts.text("product")


def _viewed(facts: Facts) -> tuple[str, str]:
    return _("Looked at: %(name)s") % {"name": _named(facts)}, joined(facts.money("price"), facts.text("category"))


def _added(facts: Facts) -> tuple[str, str]:
    return _("Put into the cart: %(name)s") % {"name": _named(facts)}, facts.money("price")


def _taken_out(facts: Facts) -> tuple[str, str]:
    return _("Took out of the cart: %(name)s") % {"name": _named(facts)}, facts.money("price")


def _cart(facts: Facts) -> tuple[str, str]:
    return _("Looked into the cart"), joined(facts.money("total"), goods(facts))


def _checkout(facts: Facts) -> tuple[str, str]:
    return _("Began to check out"), joined(facts.money("total"), goods(facts))


def _screen(facts: Facts) -> tuple[str, str]:
    return _("Looked at a screen of the app"), facts.text("name")


def _kind(name: str, label: str | Promise, icon: str, say: Say, fields: Mapping[str, Field]) -> Kind:
    return Kind(name, label, icon, say, "visit", fields=fields)


KINDS = (
    _kind("product.viewed", gettext_lazy("Product looked at"), "eye", _viewed, _PRODUCT),
    _kind("cart.added", gettext_lazy("Put into the cart"), "cart", _added, _PRODUCT),
    _kind("cart.removed", gettext_lazy("Taken out of the cart"), "cart", _taken_out, _PRODUCT),
    _kind("cart.viewed", gettext_lazy("Cart looked at"), "cart", _cart, _CART),
    _kind("checkout.started", gettext_lazy("Checkout begun"), "card", _checkout, _CART),
    _kind("screen", gettext_lazy("Screen of the app"), "eye", _screen, {"name": Text()}),
)
