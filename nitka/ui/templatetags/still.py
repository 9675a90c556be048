"""What never changes in a template is said once: constant icons when it is compiled, constant words once a language.

A page of the desk has about eighty of the one and a hundred and forty of the other; each costs Django some 15 µs.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.template import Node
from django.template.base import Parser, TextNode, Token, render_value_in_context
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as do_url
from django.templatetags.i18n import BlockTranslateNode, TranslateNode, do_block_translate, do_translate
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import get_language, gettext, pgettext

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


class Still(Node):
    """Neighbours that never change, in one piece for each language."""

    def __init__(self, nodes: list[Node]) -> None:
        self.nodes = nodes
        self.by_language: dict[str | None, str] = {}

    def render(self, context: Context) -> str:
        """All of them in the reader's language."""
        language = get_language()
        found = self.by_language.get(language)
        if found is None:
            found = self.by_language[language] = "".join(node.render(context) for node in self.nodes)
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


class Sentence(BlockTranslateNode):
    """Django's `blocktranslate`; what is to be translated is put together once, and translated once a language."""

    def __init__(self, node: BlockTranslateNode) -> None:
        vars(self).update(vars(node))
        self.message, self.names = self.render_token_list(self.singular)
        self.by_language: dict[str | None, str] = {}

    def render(self, context: Context, nested: bool = False) -> str:
        """The sentence in the reader's language with its values."""
        language = get_language()
        message = self.by_language.get(language)
        if message is None:
            mark = self.message_context and self.message_context.resolve(context)
            message = self.by_language[language] = pgettext(mark, self.message) if mark else gettext(self.message)
        try:
            return message % {name: self._value(name, context) for name in self.names}
        except (KeyError, ValueError):  # a translation that names what is not there: Django says it in English
            return super().render(context, nested)

    def _value(self, name: str, context: Context) -> str:
        given = self.extra_context.get(name)
        return render_value_in_context(given.resolve(context) if given else context.get(name, ""), context)


def sentence(parser: Parser, token: Token) -> Node:
    """Django's `blocktranslate`, remembered; with a plural, `asvar` or a changing context it is Django's own."""
    node = do_block_translate(parser, token)
    mark = node.message_context
    plain = not node.plural and not node.asvar and (mark is None or isinstance(mark.var, str))
    return Sentence(node) if plain else node


class Address(URLNode):
    """Django's `url`, remembered: a page names the same few addresses over and over."""

    def render(self, context: Context) -> str:
        """The address; raises NoReverseMatch."""
        if self.asvar:
            return super().render(context)
        given = tuple(arg.resolve(context) for arg in self.args)
        named = tuple((key, value.resolve(context)) for key, value in self.kwargs.items())
        return _address(self.view_name.resolve(context), given, named)


@lru_cache(10_000)
def _address(name: str, given: tuple[Any, ...], named: tuple[tuple[str, Any], ...]) -> str:
    return escape(reverse(name, args=given, kwargs=dict(named)))


def url(parser: Parser, token: Token) -> Node:
    """Django's `url`, remembered."""
    node = do_url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


def constant(compiled: Callable[[Parser, Token], Node]) -> Callable[[Parser, Token], Node]:
    """A tag whose text is made when the template is compiled, where all it is given are constants."""

    def compile_tag(parser: Parser, token: Token) -> Node:
        node = compiled(parser, token)
        if all(_CONSTANT.match(bit) for bit in token.split_contents()[1:]):
            return TextNode(node.render(Context()))
        return node

    return compile_tag
