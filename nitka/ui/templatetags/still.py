"""What never changes in a template is said once: constant icons when it is compiled, constant words once a language.

A page of the desk has about eighty of the one and a hundred and forty of the other; each costs Django some 15 µs.
"""

import re
from collections.abc import Callable

from django.template import Node
from django.template.base import Parser, TextNode, Token
from django.template.context import Context
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language

_CONSTANT = re.compile(r"""(?:\w+=)?(?:"[^"]*"|'[^']*')\Z""")


class Said(Node):
    """A constant translation, remembered in each language."""

    def __init__(self, node: TranslateNode) -> None:
        self.node = node
        self.by_language: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """The words in the reader's language."""
        language = get_language()
        found = self.by_language.get(language)
        if found is None:
            found = self.by_language[language] = self.node.render(context)
        return found


def translate(parser: Parser, token: Token) -> Node:
    """Django's `translate`; a constant without `as` is remembered."""
    node = do_translate(parser, token)
    still = (
        isinstance(node, TranslateNode)
        and not node.asvar
        and not node.noop
        and not node.filter_expression.filters
        and (node.message_context is None or isinstance(node.message_context.var, str))
        and _CONSTANT.match(token.split_contents()[1])
    )
    return Said(node) if still else node


def constant(compiled: Callable[[Parser, Token], Node]) -> Callable[[Parser, Token], Node]:
    """A tag whose text is made when the template is compiled, where all it is given are constants."""

    def compile_tag(parser: Parser, token: Token) -> Node:
        node = compiled(parser, token)
        if all(_CONSTANT.match(bit) for bit in token.split_contents()[1:]):
            return TextNode(node.render(Context()))
        return node

    return compile_tag
