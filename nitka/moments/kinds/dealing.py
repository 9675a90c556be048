"""Deals: sales that take their time. A won one counts as an order that was paid."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.moments.kinds.base import Facts, Kind
from nitka.moments.kinds.buying import joined
from nitka.moments.kinds.fields import Money, Text

_FIELDS = {"deal": Text(100), "name": Text(), "total": Money(), "source": Text(100), "reason": Text()}


def _name(facts: Facts) -> str:
    return facts.text("name") or facts.text("deal")


def _opened(facts: Facts) -> tuple[str, str]:
    return _("Deal “%(name)s” opened") % {"name": _name(facts)}, joined(facts.money("total"), facts.text("source"))


def _won(facts: Facts) -> tuple[str, str]:
    return _("Deal “%(name)s” won") % {"name": _name(facts)}, joined(facts.money("total"), facts.text("source"))


def _lost(facts: Facts) -> tuple[str, str]:
    return _("Deal “%(name)s” lost") % {"name": _name(facts)}, joined(facts.text("reason"), facts.money("total"))


def _deal(
    name: str, label: str | Promise, icon: str, say: object, tone: str = "", thing: str = "", state: str = ""
) -> Kind:
    return Kind(name, label, icon, say, "order", tone, _FIELDS, ("deal",), thing, "deal", state)  # type: ignore[arg-type]


KINDS = (
    _deal("deal.opened", gettext_lazy("Deal opened"), "flag", _opened),
    _deal("deal.won", gettext_lazy("Deal won"), "card", _won, "good", "order", "paid"),
    _deal("deal.lost", gettext_lazy("Deal lost"), "x", _lost, "bad"),
)
