"""Django's templates, compiled so that they cost less to draw: the same language and the same output.

Half of what a page of the desk took was Django finding some six hundred variables by trial and error and drawing a
thousand nodes one by one. Here a plain variable is found and written by the shortest way (whatever is unusual goes
Django's), and neighbours that never change are one node. See `docs/decisions/templates-are-folded.md`.
"""

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from typing import Any
from uuid import UUID

from django.template import Context, Node, Origin, Template, TemplateDoesNotExist
from django.template.base import (
    FilterExpression,
    Lexer,
    NodeList,
    Parser,
    TextNode,
    Variable,
    VariableDoesNotExist,
    VariableNode,
    render_value_in_context,
)
from django.template.defaulttags import IfNode, TemplateLiteral
from django.template.loaders import cached
from django.template.loaders.base import Loader as BaseLoader
from django.utils.safestring import SafeString

from nitka.ui.templatetags.still import Said, Still

_UNSURE = object()  # Django shall find it
_ABSENT = object()  # there is no such name on the page


class Quick(FilterExpression):
    """An expression that is a variable with no filter: tried by the shortest way first."""

    __slots__ = ("names", "plain")

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        self.plain = isinstance(self.var, Variable) and not self.filters and self.var.lookups and not self.var.translate
        self.names: tuple[str, ...] = self.var.lookups if self.plain else ()

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        """What it stands for in this context, as Django finds it."""
        if self.plain:
            found = _found(context, self.names)
            if found is _ABSENT and ignore_failures:
                return None
            if found is not _UNSURE and found is not _ABSENT:
                return found
        return super().resolve(context, ignore_failures)


def _found(context: Context, names: tuple[str, ...]) -> Any:
    """Dictionaries by key, tuples by place, objects by attribute, nothing that is called; the rest is for Django."""
    first, *rest = names
    for layer in reversed(context.dicts):
        if first in layer:
            found = layer[first]
            break
    else:
        return _UNSURE if hasattr(Context, first) else _ABSENT
    for name in rest:
        kind = type(found)
        if kind is dict:
            found = found.get(name, _UNSURE)
        elif kind is tuple and name.isdecimal():
            found = found[int(name)] if int(name) < len(found) else _UNSURE
        elif hasattr(kind, "__getitem__"):
            return _UNSURE
        else:
            found = getattr(found, name, _UNSURE)
        if found is _UNSURE:
            return _UNSURE
    return _UNSURE if callable(found) else found


class Written(VariableNode):
    """`{{ variable }}`: words and numbers are written at once, the rest as Django writes it."""

    def render_annotated(self, context: Context) -> str:
        """The value as text for this context."""
        value = self.filter_expression.resolve(context)
        kind = type(value)
        if kind is str:
            return escape(value) if context.autoescape else value
        if kind is SafeString:
            return value  # type: ignore[no-any-return]
        if kind is int or kind is UUID:
            return str(value)  # USE_THOUSAND_SEPARATOR is off: numbers that are read have `figure`
        return render_value_in_context(value, context)

    render = render_annotated


class Choice(IfNode):
    """`{% if variable %}`: a condition that is a plain variable is looked up at once."""

    def __init__(self, branches: list[tuple[Any, NodeList]]) -> None:
        super().__init__(branches)
        self.branches = [(_plain_names(condition), condition, nodes) for condition, nodes in branches]

    def render_annotated(self, context: Context) -> str:
        """The first branch whose condition holds."""
        for names, condition, nodes in self.branches:
            found = _found(context, names) if names else _UNSURE
            if found is _UNSURE:
                found = condition is None or _holds(condition, context)
            if found is not _ABSENT and found:
                return nodes.render(context)
        return ""

    render = render_annotated


def _plain_names(condition: Any) -> tuple[str, ...]:
    value = condition.value if isinstance(condition, TemplateLiteral) else None
    return value.names if isinstance(value, Quick) else ()


def _holds(condition: Any, context: Context) -> bool:
    try:
        return bool(condition.eval(context))
    except VariableDoesNotExist:
        return False


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
        fold(nodes)
        return nodes


class QuickParser(Parser):
    """Makes quick expressions."""

    def compile_filter(self, token: str) -> FilterExpression:
        """An expression for a token."""
        return Quick(token, self)


def fold(nodes: NodeList) -> None:
    """Make neighbours that never change one node, here and in all that is inside."""
    merged: list[Node] = []
    for still, neighbours in groupby(nodes, key=lambda node: type(node) in (TextNode, Said)):
        run = list(neighbours)
        merged += [_still(run)] if still else map(_quick, run)
    nodes[:] = merged


def _still(run: list[Any]) -> Node:
    if len(run) == 1:
        return run[0]  # type: ignore[no-any-return]
    if all(type(node) is TextNode for node in run):
        return TextNode("".join(node.s for node in run))
    return Still(run)


def _quick(node: Node) -> Node:
    if type(node) is VariableNode:
        return _instead(Written(node.filter_expression), node)
    for inner in _inside(node):
        fold(inner)
    if type(node) is IfNode:
        return _instead(Choice(node.conditions_nodelists), node)
    return node


def _instead(quick: Node, node: Node) -> Node:
    quick.token, quick.origin = node.token, node.origin
    return quick


def _inside(node: Node) -> Iterator[NodeList]:
    """The lists of nodes that a node holds, whatever it calls them; `if` holds pairs of condition and list."""
    for value in vars(node).values():
        if isinstance(value, NodeList):
            yield value
        elif isinstance(value, list):
            yield from (one for pair in value if isinstance(pair, tuple) for one in pair if isinstance(one, NodeList))


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
