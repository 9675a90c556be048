"""What the columns of a file of orders can be, and how they are guessed: whose an order is, and what it was."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.customers import kinds
from nitka.imports import guess, targets, values
from nitka.imports.order_states import state_of
from nitka.imports.targets import CURRENCY, EXTERNAL, IDENTITIES, NAMES

ORDER, AT, TOTAL, AMOUNT, STATE, STATE_AT, REFUND, PLACE = (
    "order", "order:at", "order:total", "order:amount", "order:state", "order:state_at", "order:refund", "order:place",
)  # fmt: skip
ITEM, PRODUCT, QUANTITY, PRICE = "item", "item:product", "item:quantity", "item:price"
ITEMS = (ITEM, PRODUCT, QUANTITY, PRICE, AMOUNT)  # of each row; the rest is the order's, whichever of its rows says it
SUMS = (TOTAL, AMOUNT, REFUND, PRICE)
PEOPLE = frozenset((EXTERNAL, *NAMES, *IDENTITIES))
_LABELS = {
    ORDER: gettext_lazy("Number of the order"),
    AT: gettext_lazy("When it was placed"),
    TOTAL: gettext_lazy("Total of the order"),
    CURRENCY: gettext_lazy("Currency of the sums"),
    STATE: gettext_lazy("State of the order"),
    STATE_AT: gettext_lazy("Since when it stands so"),
    REFUND: gettext_lazy("Sum given back"),
    PLACE: gettext_lazy("Shop where it was bought"),
    ITEM: gettext_lazy("What was bought"),
    PRODUCT: gettext_lazy("Code of the product"),
    QUANTITY: gettext_lazy("Quantity"),
    PRICE: gettext_lazy("Price of one"),
    AMOUNT: gettext_lazy("Sum of the row"),
    EXTERNAL: gettext_lazy("Number of the customer in your system"),
}
_WORDS = (
    (ORDER, r"(номер|№|код|id|ид) ?(заказа|чека|документа|покупки|отправления)|заказ|чек|заказ №"
            r"|order( (id|no|number|name))?|receipt( no| number)?|transaction id|invoice( no| number)?|purchase id"),
    (STATE_AT, r"дата (статуса|доставки|выдачи|возврата|отмены|изменения( статуса)?)"
               r"|(status|delivery|delivered|return|updated) (date|at)|(returned|cancelled|fulfilled) at"),
    (AT, r"дата( и время)?( (заказа|покупки|чека|создания|оформления|продажи|документа))?|время( заказа)?|создан"
         r"|оформлен|(order|purchase|created|placed|sale) ?(date|at|time)|date|created( at)?|(paid|processed) at"),
    (REFUND, r"(сумма )?(возврата|возврат)|возвращено|refund(ed)?( amount| total)?|amount refunded"),
    (PRICE, r"цена( (за (шт|единицу)|товара|продажи))?|(unit |item |lineitem )?price"),
    (QUANTITY, r"кол во( товара)?|количество( товара)?|шт|(lineitem )?(quantity|qty)|count"),
    (AMOUNT, r"сумма (по )?(строк[еи]|позици[ия]|товара)|стоимость (товара|позиции)"
             r"|(line|row|item) (total|amount|sum)"),
    (TOTAL, r"(сумма|итого|всего|стоимость)( (заказа|покупки|чека|к оплате|оплаты))?|выручка"
            r"|(order |grand )?(total|amount|sum|revenue)( price| paid)?"),
    (CURRENCY, r"валюта( заказа)?|currency( code)?"),
    (STATE, r"(статус|состояние)( (заказа|оплаты|доставки))?|(order |financial |fulfillment )?(status|state)"),
    (PLACE, r"магазин|точка( продаж)?|филиал|касса|(адрес|пункт) (магазина|выдачи)|shop|store|branch|point of sale"
            r"|place"),
    (PRODUCT, r"артикул( товара)?|код товара|ид товара|(lineitem )?sku|product (id|code|sku)|item (id|code)"),
    (ITEM, r"товары?|наименование( товара)?|название( товара)?|номенклатура|позиция|состав( заказа)?"
           r"|(product|lineitem|item)( (name|title))?|products|items|goods|description"),
    (EXTERNAL, r"(id|ид|код|номер) (клиента|покупателя)|клиент (id|ид)|customer (id|no|number)|user id|client id"),
)  # fmt: skip
_BARE = re.compile(r"id|ид|№|номер|number")  # in a file of orders whose columns name no number of them


def is_one(target: str) -> bool:
    """Whether a word names something a column can be."""
    return target == "" or target in _LABELS or target in PEOPLE


def label(target: str) -> str:
    """What a target is called."""
    return str(_LABELS[target]) if target in _LABELS else targets.label(target)


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of what can be chosen for a column."""
    order = (ORDER, AT, TOTAL, CURRENCY, STATE, STATE_AT, REFUND, PLACE)
    who = [(key, label(key)) for key in (EXTERNAL, *NAMES)] + [(key, kinds.label(key)) for key in IDENTITIES]
    return [(_("The order"), [(key, label(key)) for key in order]),
            (_("Each row of it"), [(key, label(key)) for key in (ITEM, PRODUCT, QUANTITY, PRICE, AMOUNT)]),
            (_("Customer"), who)]  # fmt: skip


def wrong(mapping: Iterable[str]) -> str:
    """Why no file can be loaded with these columns, in words; "" when it can."""
    chosen = [target for target in mapping if target]
    twice = next((one for one in chosen if chosen.count(one) > 1 and one not in IDENTITIES), None)
    if twice:
        return _("Two columns cannot both be “%(label)s”.") % {"label": label(twice)}
    if ORDER not in chosen:
        return _("Say which column holds the number of the order: by it nothing comes twice.")
    if AT not in chosen and STATE not in chosen and REFUND not in chosen:
        return _("Say which column holds the date of the order.")
    return ""


def are_orders(columns: Sequence[str]) -> bool:
    """Whether the names of columns speak of orders: a number of one, and its date, sum or goods."""
    found = {_named(name) for name in columns}
    if any(_BARE.fullmatch(_plain(name)) for name in columns) and {AT, ITEM} <= found:
        return True
    return ORDER in found and bool(found & {AT, TOTAL, AMOUNT, STATE, ITEM})


def guessed(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A target for each column, "" for one to leave out."""
    cells = [[row[place].strip() for row in rows if place < len(row) and row[place].strip()]
             for place in range(len(columns))]  # fmt: skip
    found = [_target(name, cells[place]) for place, name in enumerate(columns)]
    if ORDER not in found:
        found = [ORDER if _BARE.fullmatch(_plain(name)) and cells[place] else found[place]
                 for place, name in enumerate(columns)]  # fmt: skip
    taken: set[str] = set()
    for place, target in enumerate(found):
        if target in taken and target not in IDENTITIES:
            found[place] = ""
        taken.add(target)
    rest = guess.mapping([name if not found[n] else "" for n, name in enumerate(columns)], rows, {})
    people = [target if target in PEOPLE - {EXTERNAL} and target not in found else "" for target in rest]
    found = [one or people[place] for place, one in enumerate(found)]
    return _line_sums(found, rows)


def _target(name: str, cells: Sequence[str]) -> str:
    target = _named(name) if cells else ""
    return target if target and sum(reads(target, cell, "RUB") for cell in cells) * 2 >= len(cells) else ""


def _named(name: str) -> str:
    plain = _plain(name)
    return next((target for target, words in _WORDS if re.fullmatch(words, plain)), "")


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[^\w№]+", " ", name.lower().replace("ё", "е").replace("_", " ")).split())


def _line_sums(found: list[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A total that differs between the rows of one order is that of each row."""
    if ORDER not in found or TOTAL not in found or AMOUNT in found:
        return found
    number, total = found.index(ORDER), found.index(TOTAL)
    of: dict[str, set[str]] = {}
    for row in rows:
        if len(row) > max(number, total) and row[total].strip():
            of.setdefault(row[number].strip(), set()).add(row[total].strip())
    differs = any(len(sums) > 1 for sums in of.values())
    return [AMOUNT if differs and one == TOTAL else one for one in found]


def reads(target: str, cell: str, currency: str = "") -> bool:
    """Whether a cell may be what its column is."""
    try:
        if target in IDENTITIES:
            return bool(kinds.spell_all(target, cell[:400]))
        if target in (AT, STATE_AT):
            values.moment(cell, UTC)
        elif target == QUANTITY:
            return values.number(cell) > 0
        elif target == STATE:
            return bool(state_of(cell))
        elif target in SUMS:
            return not values.money(cell, currency)["amount"].startswith("-")
    except values.Unfit:
        return False
    return True
