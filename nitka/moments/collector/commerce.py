"""From what a client tracked to a kind of moment and its facts: orders, carts, subscriptions; else by its own name.

Pure. A fact that does not fit is left out, never the moment. No words of a person: docs/decisions/collector.md.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from typing import Any

from babel.numbers import get_currency_precision

from nitka.moments.collector.events import Event
from nitka.moments.kinds import KINDS
from nitka.moments.kinds.fields import CURRENCIES, MOST, Wrong

Given = Mapping[str, Any]
Told = tuple[str, dict[str, Any]]
PROPERTIES, SHORT, KIND = 20, 100, 32
ITEMS = 50
# What holds a person's own words or whereabouts to them, whatever its value
_PERSONAL = frozenset((
    "email", "e_mail", "phone", "tel", "name", "firstname", "first_name", "lastname", "last_name", "fullname",
    "full_name", "username", "user_name", "login", "address", "street", "ip", "comment", "message", "text", "body",
    "feedback", "review", "note", "notes", "query", "q", "search", "search_query", "description", "url", "referrer",
    "question", "answer", "password", "token", "secret", "card",
))  # fmt: skip
_PLAIN = re.compile(r"[^\W_]+(?:[ _.:/#+-]+[^\W_]+)*\Z")
_SLUG = re.compile(r"[^\w]+")
_DIGITS = re.compile(r"\d")


def told(event: Event) -> Told:
    """The kind and facts of a moment."""
    if event.type == "page":
        return "page", _page(event)
    if event.type == "screen":
        return "screen", {"name": event.name} if event.name else {}
    known = _known(event.name)
    if known is not None:
        kind, draw = known
        facts = fit(kind, draw(event.facts))
        kind = _short_of(kind, facts)
        if kind:
            return kind, fit(kind, facts)
    return _own(event)


@lru_cache(4096)
def _known(name: str) -> "tuple[str, Draw] | None":
    return _COMMERCE.get(" ".join(name.lower().replace("_", " ").split()))


def _short_of(kind: str, facts: Given) -> str:
    """The kind that holds when some facts are wanting; empty: none does."""
    if all(facts.get(name) for name in KINDS[kind].needs):
        return kind
    return "order.returned" if kind == "refund" and facts.get("order") else ""


def _page(event: Event) -> dict[str, Any]:
    path = event.facts.get("path")
    title = event.facts.get("title") or event.name
    found = {"path": path.partition("?")[0].partition("#")[0][:500] if isinstance(path, str) else "",
             "title": title.strip()[:200] if isinstance(title, str) else ""}  # fmt: skip
    return {name: value for name, value in found.items() if value}


def _own(event: Event) -> Told:
    """A kind that nobody declared: its name, and of its facts the figures and short words that are no person's."""
    facts: dict[str, Any] = {}
    for name, value in event.facts.items():
        if len(facts) == PROPERTIES:
            break
        if _harmless(value) and not _personal(name):
            facts[name] = value
    return _kind_of(event.name), facts


@lru_cache(4096)
def _kind_of(name: str) -> str:
    kind = _SLUG.sub("_", name.lower()).strip("_")[:KIND].strip("_") or "event"
    return f"event_{kind}"[:KIND] if kind in KINDS else kind


@lru_cache(4096)
def _personal(name: str) -> bool:
    return len(name) > 60 or name.lower() in _PERSONAL


def _harmless(value: Any) -> bool:
    """A figure, yes or no, or short words; not an address, not a telephone, not a sentence."""
    kind = type(value)  # of what JSON has: nothing of it is a subclass
    if kind is str:
        return 0 < len(value) <= SHORT and _plain(value)
    return kind is bool or ((kind is int or kind is float) and abs(value) < 1e15)


@lru_cache(8192)
def _plain(value: str) -> bool:
    """Short words that are neither an address nor a telephone nor a sentence."""
    if "@" in value or value.count(" ") > 5 or len(_DIGITS.findall(value)) > 9:
        return False
    return bool(_PLAIN.match(value))


def money(amount: Any, currency: Any) -> dict[str, str] | None:
    """A sum with the decimals of its currency, rounded as floats need it; nothing without a currency."""
    if isinstance(amount, bool) or not isinstance(amount, int | float | str) or not isinstance(currency, str):
        return None
    code = currency.strip().upper()
    if code not in CURRENCIES:
        return None
    try:
        exact = Decimal(amount.strip().replace(",", ".") if isinstance(amount, str) else str(amount))
        kept = exact.quantize(_unit(code)) if exact.is_finite() and 0 <= exact < MOST else None
    except (InvalidOperation, ValueError):
        return None
    return None if kept is None else {"amount": str(kept), "currency": code}


@cache
def _unit(code: str) -> Decimal:
    return Decimal(1).scaleb(-get_currency_precision(code))


def fit(kind: str, facts: Given) -> dict[str, Any]:
    """The facts that their fields take."""
    fields = KINDS[kind].fields
    found = {}
    for name, value in facts.items():
        if value is None or name not in fields:
            continue
        try:
            found[name] = fields[name].keep(value)
        except Wrong:
            continue
    return found


def _order(given: Given) -> dict[str, Any]:
    total = next((given[name] for name in ("total", "revenue", "value", "subtotal") if name in given), None)
    return {
        "order": _id(given, "order_id", "orderId", "order"),
        "total": money(total, given.get("currency")),
        "items": _items(given.get("products")),
        "carrier": given.get("carrier") or given.get("shipping_carrier"),
        "track": given.get("tracking_number"),
    }


def _refund(given: Given) -> dict[str, Any]:
    amount = next((given[name] for name in ("refund", "amount", "total", "revenue", "value") if name in given), None)
    return {**_order(given), "amount": money(amount, given.get("currency"))}


def _cart(given: Given) -> dict[str, Any]:
    return {"cart": _id(given, "cart_id", "cartId"), **_order(given)}


def _product(given: Given) -> dict[str, Any]:
    return {
        "product": _id(given, "product_id", "productId", "sku", "id"),
        "name": given.get("name"),
        "price": money(given.get("price"), given.get("currency")),
        "quantity": given.get("quantity"),
        "category": given.get("category"),
    }


def _subscription(given: Given) -> dict[str, Any]:
    until = next((given[name] for name in ("until", "ends_at", "end_date", "expires_at") if name in given), None)
    price = next((given[name] for name in ("price", "total", "revenue", "value", "amount") if name in given), None)
    return {
        "subscription": _id(given, "subscription_id", "subscriptionId", "id"),
        "name": given.get("plan") or given.get("plan_name") or given.get("name"),
        "price": money(price, given.get("currency")),
        "until": until[:10] if isinstance(until, str) else None,
    }


def _id(given: Given, *names: str) -> str | None:
    found = next((given[name] for name in names if given.get(name) not in (None, "")), None)
    return str(found)[:100] if isinstance(found, str | int) and not isinstance(found, bool) and found else None


def _items(products: Any) -> list[dict[str, Any]] | None:
    if not isinstance(products, list):
        return None
    found = []
    for one in products[:ITEMS]:
        given = one if isinstance(one, dict) else {"name": one}
        name = given.get("name") or given.get("product_id") or given.get("sku")
        if not isinstance(name, str | int) or not str(name).strip():
            continue
        item: dict[str, Any] = {"name": str(name).strip()[:200], "product": _id(given, "product_id", "sku", "id")}
        amount = given.get("quantity")
        item["quantity"] = amount if isinstance(amount, int) and 0 < amount < 10**6 else None
        found.append({key: value for key, value in item.items() if value is not None})
    return found or None


Draw = Callable[[Given], dict[str, Any]]
_COMMERCE: dict[str, tuple[str, Draw]] = {
    "product viewed": ("product.viewed", _product),
    "product added": ("cart.added", _product),
    "product removed": ("cart.removed", _product),
    "cart viewed": ("cart.viewed", _cart),
    "checkout started": ("checkout.started", _cart),
    "order completed": ("order.placed", _order),
    "order placed": ("order.placed", _order),
    "order paid": ("order.paid", _order),
    "order updated": ("order.updated", _order),
    "order shipped": ("order.shipped", _order),
    "order delivered": ("order.delivered", _order),
    "order fulfilled": ("order.delivered", _order),
    "order returned": ("order.returned", _order),
    "order refunded": ("refund", _refund),
    "order cancelled": ("order.cancelled", _order),
    "order canceled": ("order.cancelled", _order),
    "subscription started": ("subscription.started", _subscription),
    "subscription created": ("subscription.started", _subscription),
    "subscription renewed": ("subscription.renewed", _subscription),
    "subscription cancelled": ("subscription.cancelled", _subscription),
    "subscription canceled": ("subscription.cancelled", _subscription),
}
SERVING = frozenset(kind for kind, _ in _COMMERCE.values() if not kind.startswith(("product.", "cart.", "checkout.")))
