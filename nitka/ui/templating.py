"""Django's templates, compiled so that they cost less to draw: the same language and the same output.

Half of what a page of the desk took was Django finding some six hundred variables by trial and error and drawing a
thousand nodes one by one. Here neighbours that never change are one node, a plain variable is found by the shortest way
(whatever is unusual goes Django's), and what is left becomes a function (`compiling.py`, `drawing.py`). See
`docs/decisions/templates-are-folded.md`.
"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.template import Context, Node, Origin, Template, TemplateDoesNotExist
from django.template.base import FilterExpression, Lexer, NodeList, Parser, TextNode, Variable
from django.template.loaders import cached
from django.template.loaders.base import Loader as BaseLoader
from django.utils.safestring import SafeData, mark_safe
from django.utils.timezone import template_localtime  # type: ignore[attr-defined] # missing in the stubs

from nitka.ui.compiling import Compiled
from nitka.ui.drawing import ABSENT, UNSURE, find
from nitka.ui.templatetags.still import Said, Still


class Quick(FilterExpression):
    """An expression that knows the names of the variable it begins with (`names`; none where it is anything else)."""

    __slots__ = ("names", "steps")

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        self.names = _names(self.var)
        self.steps = [(step, [(lookup and _names(arg), arg) for lookup, arg in args]) for step, args in self.filters]

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        """What it stands for in this context, as Django finds it."""
        found = find(context, self.names) if self.names else UNSURE
        if found is UNSURE:
            return super().resolve(context, ignore_failures)
        return self.filtered(found, context, None if ignore_failures else "")

    def filtered(self, value: Any, context: Context, absent: Any) -> Any:
        """What was found for the variable, through the filters, as `FilterExpression.resolve` does it."""
        if value is ABSENT:
            value = absent
        for step, args in self.steps:
            given = [_argument(names, arg, context) for names, arg in args]
            if getattr(step, "expects_localtime", False):
                value = template_localtime(value, context.use_tz)
            more = {"autoescape": context.autoescape} if getattr(step, "needs_autoescape", False) else {}
            safe = getattr(step, "is_safe", False) and isinstance(value, SafeData)
            value = step(value, *given, **more)
            if safe:
                value = mark_safe(value)  # noqa: S308 (as Django: the filter keeps what is safe safe)
        return value


def _names(variable: Any) -> tuple[str, ...]:
    plain = isinstance(variable, Variable) and variable.lookups and not variable.translate
    return tuple(variable.lookups) if plain else ()


def _argument(names: Any, arg: Any, context: Context) -> Any:
    if names is False:  # a constant; an empty tuple: a number, or words to be translated
        return arg
    found = find(context, names) if names else UNSURE
    return arg.resolve(context) if found is UNSURE or found is ABSENT else found


class Folded(Template):
    """A template compiled with these."""

    def compile_nodelist(self) -> NodeList:
        """Django's own, with quick expressions; debugging keeps Django's untouched, whose nodes know their places."""
        if self.engine.debug:
            return super().compile_nodelist()
        engine = self.engine
        parser = QuickParser(
            Lexer(self.source).tokenize(), engine.template_libraries, engine.template_builtins, self.origin
        )
        nodes = parser.parse()
        self.extra_data = parser.extra_data
        return fold(nodes)


class QuickParser(Parser):
    """Makes quick expressions."""

    def compile_filter(self, token: str) -> FilterExpression:
        """An expression for a token."""
        return Quick(token, self)


def fold(nodes: NodeList) -> Compiled:
    """These nodes, with neighbours that never change made one, here and in all that is inside; drawn by a function."""
    merged: list[Node] = []
    for still, neighbours in groupby(nodes, key=lambda node: type(node) in (TextNode, Said)):
        run = list(neighbours)
        merged += [_still(run)] if still else map(_folded, run)
    return Compiled(merged)


def _still(run: list[Any]) -> Node:
    if len(run) == 1:
        return run[0]  # type: ignore[no-any-return]
    if all(type(node) is TextNode for node in run):
        return TextNode("".join(node.s for node in run))
    return Still(run)


def _folded(node: Node) -> Node:
    for name, value in vars(node).items():
        if isinstance(value, NodeList):
            setattr(node, name, fold(value))
        elif isinstance(value, list) and value and all(isinstance(pair, tuple) for pair in value):
            setattr(node, name, [tuple(fold(x) if isinstance(x, NodeList) else x for x in pair) for pair in value])
    return node


class _Compiles(BaseLoader):
    def get_template(self, template_name: str, skip: Iterable[Origin] | None = None) -> Template:
        """A template of the first place that has it."""
        tried = []
        for origin in self.get_template_sources(template_name):
            if skip is not None and origin in skip:
                tried.append((origin, "Skipped to avoid recursion"))
                continue
            try:
                contents = self.get_contents(origin)  # type: ignore[attr-defined] # the cached loader has it
            except TemplateDoesNotExist:
                tried.append((origin, "Source does not exist"))
                continue
            return Folded(contents, origin, template_name, self.engine)
        raise TemplateDoesNotExist(template_name, tried=tried)


class Loader(cached.Loader, _Compiles):
    """Django's cached loader of folded templates."""
