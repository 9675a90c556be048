"""What happens outside the talk and the till: visits, calls, installations, stages."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from nitka.moments.kinds.base import Facts, Kind, Say
from nitka.moments.kinds.buying import joined
from nitka.moments.kinds.fields import Money, Number, OneOf, Text
from nitka.ui import words

_PRODUCT = {
    "product": Text(100),
    "name": Text(),
    "serial": Text(100),
    "place": Text(),
    "by": Text(100),
    "price": Money(),
}


def _named(facts: Facts) -> str:
    return facts.text("name") or facts.text("product")


def _installed(facts: Facts) -> tuple[str, str]:
    return _("Installed: %(name)s") % {"name": _named(facts)}, joined(facts.text("place"), facts.text("by"))


def _serviced(facts: Facts) -> tuple[str, str]:
    return _("Serviced: %(name)s") % {"name": _named(facts)}, joined(facts.text("work"), facts.text("by"))


def _removed(facts: Facts) -> tuple[str, str]:
    return _("Removed: %(name)s") % {"name": _named(facts)}, facts.text("reason")


def _visit(facts: Facts) -> tuple[str, str]:
    pages = facts.number("pages")
    many = ngettext("%(n)s page", "%(n)s pages", int(pages)) % {"n": words.figure(pages)} if pages else ""
    place = facts.text("place")
    title = _("Came by: %(place)s") % {"place": place} if place else _("Visited the site")
    return title, joined(many, facts.text("source"))


def _page(facts: Facts) -> tuple[str, str]:
    return _("Looked at a page"), facts.text("title") or facts.text("path")


def _call(facts: Facts) -> tuple[str, str]:
    seconds = facts.number("seconds")
    title = _("We called") if facts.text("direction") == "out" else _("Called us")
    if facts.text("outcome") == "missed":
        return title, _("nobody answered")
    return title, words.duration(seconds) if seconds else ""


def _stage(facts: Facts) -> tuple[str, str]:
    was = facts.text("from")
    return _("Stage: %(stage)s") % {"stage": facts.text("to")}, _("before: %(stage)s") % {"stage": was} if was else ""


def _product(name: str, label: str | Promise, icon: str, say: Say, state: str, tone: str = "") -> Kind:
    fields = {**_PRODUCT, "work": Text(), "reason": Text()}
    return Kind(name, label, icon, say, "product", tone, fields, ("product",), "product", "product", state)


KINDS = (
    _product("product.installed", gettext_lazy("Product installed"), "home", _installed, "installed", "good"),
    _product("product.serviced", gettext_lazy("Product serviced"), "wrench", _serviced, "installed"),
    _product("product.removed", gettext_lazy("Product removed"), "x", _removed, "removed"),
    Kind("visit", gettext_lazy("Visit"), "web", _visit, "visit",
         fields={"place": Text(), "pages": Number(1), "source": Text(200)}),
    Kind("page", gettext_lazy("Page view"), "eye", _page, "visit", fields={"path": Text(), "title": Text()}),
    Kind("call", gettext_lazy("Call"), "phone", _call, "talk",
         fields={"direction": OneOf(("in", "out")), "seconds": Number(), "outcome": OneOf(("answered", "missed"))}),
    Kind("stage", gettext_lazy("Change of stage"), "flag", _stage, "other",
         fields={"to": Text(100), "from": Text(100)}, needs=("to",)),
)  # fmt: skip
