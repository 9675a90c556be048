"""The nodes of a template as one Python function, so that a page is drawn by Python and not by walking a tree.

Text, variables, conditions, loops and simple tags become lines of Python; every other node draws itself, as in Django,
and finds its variables in the context as ever. See `docs/decisions/templates-are-folded.md`.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.template import Context, Node
from django.template.base import (
    FilterExpression,
    NodeList,
    TextNode,
    VariableNode,
)
from django.template.defaulttags import (
    CommentNode,
    CsrfTokenNode,
    ForNode,
    IfNode,
    LoadNode,
    TemplateLiteral,
    URLNode,
    WithNode,
)
from django.template.library import SimpleNode
from django.template.loader_tags import BlockNode, IncludeNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from nitka.ui.drawing import (
    UNSURE,
    compare,
    drawn,
    filtered,
    first,
    flat,
    given,
    look,
    named,
    several,
    term,
    text,
    turn,
)
from nitka.ui.templatetags.still import Said, Sentence, Still

# Nodes that never give the names around them another value; beside any other a name is looked up anew each time
_QUIET = (TextNode, Said, Still, Sentence, IncludeNode, BlockNode, CsrfTokenNode, WithNode, LoadNode, CommentNode)


class Compiled(NodeList):
    """A list of nodes that is drawn by its function."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        super().__init__(nodes)
        self.function: Callable[[Context], str] | None = None

    def render(self, context: Context) -> SafeString:
        """All of them, for this context."""
        if self.function is None:
            self.function = _Writer(self).function()
        return SafeString(self.function(context))


class _Writer:
    """Writes the source of one list of nodes, and makes the function of it."""

    def __init__(self, nodes: NodeList) -> None:
        self.kept: dict[str, Any] = {
            "look": look, "first": first, "text": text, "given": given, "filtered": filtered, "term": term,
            "compare": compare, "several": several, "turn": turn, "drawn": drawn, "flat": flat, "named": named,
            "UNSURE": UNSURE, "get_language": get_language,
        }  # fmt: skip
        self.lines: list[str] = []
        self.waiting: list[str] = []
        self.depth = 1
        self.names: dict[str, str] = {}  # of the page → local variable
        self.loops: list[dict[str, str]] = []
        self.count = 0
        self.turns = False  # `forloop` is asked for, or may be by a node that draws itself
        self.spoken = False  # words that differ with the language alone
        self.nodes = nodes
        self.settled = all(map(_quiet, _all(nodes)))

    def function(self) -> Callable[[Context], str]:
        """Compile it."""
        self.block(self.nodes)
        self.flush()
        head = ["def draw(context):", " out = []", " put = out.append", " puts = out.extend"]
        head += [" escaped = context.autoescape"]
        if self.spoken:
            head.append(" language = get_language()")
        if self.names:
            head.append(" known = flat(context)")
        head += [f" {local} = named(known, {name!r})" for name, local in self.names.items()]
        source = "\n".join([*head, *self.lines, " return ''.join(out)"])
        exec(compile(source, "<template>", "exec"), self.kept)  # noqa: S102 (names and text as literals: repr)
        return self.kept["draw"]  # type: ignore[no-any-return]

    def block(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            self.node(node)

    def node(self, node: Node) -> None:
        kind = type(node)
        if kind is TextNode:
            self.waiting.append(repr(node.s))  # type: ignore[attr-defined]
        elif kind in (LoadNode, CommentNode):
            return
        elif kind is VariableNode:
            self.variable(node.filter_expression)  # type: ignore[attr-defined]
        elif isinstance(node, Still | Said):
            self.spoken = True
            self.waiting.append(f"({self.keep(node.by_language)}.get(language) or {self.keep(node.render)}(context))")
        elif kind is IfNode:
            self.choice(node.conditions_nodelists)  # type: ignore[attr-defined]
        elif kind is ForNode:
            self.loop(node)
        elif kind is SimpleNode and node.target_var is None:  # type: ignore[attr-defined]
            self.tag(node)  # type: ignore[arg-type]
        else:
            self.turns = self.turns or not isinstance(node, Sentence | CsrfTokenNode | URLNode)
            self.waiting.append(f"{self.keep(node.render_annotated)}(context)")

    def variable(self, expression: FilterExpression) -> None:
        self.waiting.append(f"text({self.value(expression)}, {self.keep(expression)}, context, escaped)")

    def tag(self, node: SimpleNode) -> None:
        parts = ["context"] if node.takes_context else []
        parts += [self.argument(one) for one in node.args]
        parts += [f"{name}={self.argument(one)}" for name, one in node.kwargs.items()]
        self.waiting.append(f"drawn({self.keep(node.func)}({', '.join(parts)}), escaped)")

    def argument(self, expression: FilterExpression) -> str:
        if not expression.is_var and not expression.filters:
            return self.keep(expression.var)
        return f"given({self.value(expression)}, {self.keep(expression)}, context)"

    def value(self, expression: FilterExpression, absent: str = "''") -> str:
        """Python that finds a variable, through its filters; what begins otherwise is Django's to resolve."""
        names = getattr(expression, "names", ())
        if not names:
            self.turns = self.turns or "forloop" in str(expression.token)
            return "UNSURE"
        if names[0] == "forloop":
            self.turns = True
            return "UNSURE"
        found = self.local(names[0])
        for name in names[1:]:
            found = f"look({found}, {name!r})"
        return found if not expression.filters else f"filtered({found}, {self.keep(expression)}, context, {absent})"

    def local(self, name: str) -> str:
        for loop in reversed(self.loops):
            if name in loop:
                return loop[name]
        if not self.settled:
            return f"first(context, {name!r})"
        if name not in self.names:
            self.names[name] = self.new("page")
        return self.names[name]

    def choice(self, branches: list[tuple[Any, NodeList]]) -> None:
        self.flush()
        word = "if"
        for condition, nodes in branches:
            self.line("else:" if condition is None else f"{word} {self.condition(condition)}:")
            self.inside(nodes)
            word = "elif"
            if condition is None:
                break

    def condition(self, condition: Any) -> str:
        if isinstance(condition, TemplateLiteral):
            return self.term(condition.value)
        if condition.id == "not":
            return f"(not {self.condition(condition.first)})"
        one, two = self.condition(condition.first), self.condition(condition.second)
        if condition.id in ("and", "or"):
            return f"({one} {condition.id} {two})"
        return f"compare({condition.id!r}, {one}, {two})"

    def term(self, expression: Any) -> str:
        if not expression.is_var and not expression.filters:
            return self.keep(expression.var)
        literal = getattr(expression.var, "literal", None)
        if literal is not None and not expression.filters and not expression.var.translate:
            return self.keep(literal)
        return f"term({self.value(expression, 'None')}, {self.keep(expression)}, context)"

    def loop(self, node: Any) -> None:
        """A loop; its names are in the context too, for the nodes that find them there."""
        rows, at, top, turns = (self.new(name) for name in ("rows", "at", "top", "turns"))
        self.flush()
        self.line(f"{rows} = several({self.term(node.sequence)})")
        self.line(f"if len({rows}):")
        self.depth += 1
        locals_ = {name: self.new("row") for name in node.loopvars}
        body, asked = self.body(node.nodelist_loop, locals_)
        if asked:
            self.line(f"{turns} = {{'parentloop': context.get('forloop', {{}})}}")
        self.line(f"{top} = context.push()")
        over = f"reversed({rows})" if node.is_reversed else rows
        names = ", ".join(locals_.values())
        self.line(f"for {at}, {f'({names})' if len(locals_) > 1 else names} in enumerate({over}):")
        self.depth += 1
        for name, local in locals_.items():
            self.line(f"{top}[{name!r}] = {local}")
            self.line(f"if callable({local}): {local} = UNSURE")
        if asked:
            self.line(f"{turns}.update(turn({at}, len({rows})))")
            self.line(f"{top}['forloop'] = {turns}")
        self.depth -= 1
        self.lines += body
        self.line("context.pop()")
        self.depth -= 1
        if node.nodelist_empty:
            self.line("else:")
            self.inside(node.nodelist_empty)

    def body(self, nodes: NodeList, names: dict[str, str]) -> tuple[list[str], bool]:
        """The lines of a loop's inside, and whether `forloop` is asked for there."""
        lines, turns, self.lines, self.turns = self.lines, self.turns, [], False
        self.loops.append(names)
        self.inside(nodes)
        self.loops.pop()
        body, asked = self.lines, self.turns
        self.lines, self.turns = lines, turns or asked
        return body, asked

    def inside(self, nodes: NodeList) -> None:
        """A branch or the body of a loop."""
        self.depth += 1
        self.block(nodes)
        self.flush()
        self.line("pass")
        self.depth -= 1

    def line(self, source: str) -> None:
        self.lines.append(" " * self.depth + source)

    def flush(self) -> None:
        """Write what waits: several texts cost one call."""
        if len(self.waiting) == 1:
            self.line(f"put({self.waiting[0]})")
        elif self.waiting:
            self.line(f"puts(({', '.join(self.waiting)}))")
        self.waiting.clear()

    def keep(self, value: Any) -> str:
        """A name by which the function finds an object."""
        name = self.new("kept")
        self.kept[name] = value
        return name

    def new(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.count}"


def inside(node: Node) -> Iterator[NodeList]:
    """The lists of nodes that a node holds, whatever it calls them; `if` holds pairs of condition and list."""
    for value in vars(node).values():
        if isinstance(value, NodeList):
            yield value
        elif isinstance(value, list):
            yield from (one for pair in value if isinstance(pair, tuple) for one in pair if isinstance(one, NodeList))


def _all(nodes: Iterable[Node]) -> Iterator[Node]:
    """The nodes that one function draws, itself or by calling them."""
    for node in nodes:
        yield node
        if type(node) in (IfNode, ForNode):
            for inner in inside(node):
                yield from _all(inner)


def _quiet(node: Node) -> bool:
    if isinstance(node, SimpleNode):
        return node.target_var is None
    if isinstance(node, URLNode):
        return node.asvar is None
    return isinstance(node, (*_QUIET, VariableNode, IfNode, ForNode))
