"""From JSON to a tree, with everything that is wrong named by where it stands."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from nitka.segments.definition.fields import filled
from nitka.segments.definition.sorts import ALL, SORTS_OF, Sort
from nitka.segments.definition.tree import Condition, Group, Node, WrongDefinition

VERSION = 1
HOWS = ("all", "any", "none")
DEPTH, MOST = 5, 40


def read(given: Any) -> Group:
    """The tree of a definition. Raises WrongDefinition."""
    if not isinstance(given, Mapping):
        raise WrongDefinition({"definition": _("an object is wanted")})
    if given.get("version", VERSION) != VERSION:
        raise WrongDefinition({"version": _("only version %(n)s is known") % {"n": VERSION}})
    of = given.get("of", "customers")
    if not isinstance(of, str) or of not in SORTS_OF:
        raise WrongDefinition({"of": _("one of: %(words)s") % {"words": ", ".join(SORTS_OF)}})
    reading = _Reading(SORTS_OF[of])
    tree = reading.group({name: value for name, value in given.items() if name not in ("version", "of")}, "", 1)
    if not reading.wrong and not reading.seen:
        reading.wrong["definition"] = _("say at least one condition")
    if reading.wrong:
        raise WrongDefinition(reading.wrong)
    return replace(tree, of=of)


def written(node: Node) -> dict[str, Any]:
    """A tree as JSON: what is as usual is left out."""
    if isinstance(node, Group):
        of = {} if node.of == "customers" else {"of": node.of}
        return of | {node.how: [written(part) for part in node.parts]}
    fields = ALL[node.sort].fields
    return {"is": node.sort} | {
        name: value for name, value in node.values.items() if value is not None and (value != fields[name].default)
    }


class _Reading:
    def __init__(self, sorts: Mapping[str, Sort]) -> None:
        self.sorts = sorts
        self.wrong: dict[str, str] = {}
        self.seen = 0

    def group(self, given: Mapping[str, Any], path: str, depth: int) -> Group:
        hows = [how for how in HOWS if how in given]
        if len(hows) != 1 or len(given) != 1 or not isinstance(given[hows[0]], list):
            self._say(path or "definition", _("a group is one of all, any, none, with a list"))
            return Group("all", ())
        how = hows[0]
        if depth > DEPTH:
            self._say(path, _("groups are nested at most %(most)s deep") % {"most": DEPTH})
            return Group(how, ())
        parts = given[how][: MOST + 1]
        return Group(how, tuple(self.node(part, f"{path}{'.' if path else ''}{how}.{n}", depth)
                                for n, part in enumerate(parts)))  # fmt: skip

    def node(self, given: Any, path: str, depth: int) -> Node:
        if not isinstance(given, Mapping):
            self._say(path, _("an object is wanted"))
            return Group("all", ())
        return self.condition(given, path) if "is" in given else self.group(given, path, depth + 1)

    def condition(self, given: Mapping[str, Any], path: str) -> Condition:
        self.seen += 1
        if self.seen > MOST:
            self._say("definition", _("at most %(most)s conditions") % {"most": MOST})
        sort = self.sorts.get(given["is"]) if isinstance(given["is"], str) else None
        if sort is None:
            self._say(f"{path}.is", _("one of: %(words)s") % {"words": ", ".join(self.sorts)})
            return Condition("", {})
        kept, wrong = filled({name: value for name, value in given.items() if name != "is"}, sort.fields)
        if not wrong and sort.check:
            wrong = sort.check(kept)
        for name, said in wrong.items():
            self._say(f"{path}.{name}", said)
        return Condition(given["is"], kept)

    def _say(self, path: str, said: str) -> None:
        if len(self.wrong) < 50:
            self.wrong[path[:200]] = said
