"""Folded templates draw what Django's draw."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.template import Context, Engine, VariableDoesNotExist
from django.template.base import TextNode
from django.utils import translation
from django.utils.safestring import mark_safe

from nitka.ui.templating import Folded, Written

LIBRARIES = {"l10n": "django.templatetags.l10n"}
BUILTINS = ["django.templatetags.i18n", "django.templatetags.static", "nitka.ui.templatetags.ui"]
PLAIN = Engine(libraries=LIBRARIES, builtins=BUILTINS)


class Person:
    """Something that a page may be given."""

    name = "Ада <b>"
    alive = True

    def __init__(self) -> None:
        self.friend: Person | None = None

    @property
    def broken(self) -> str:
        raise ValueError("broken")

    def greet(self) -> str:
        return "hi & bye"

    def delete(self) -> str:
        raise AssertionError("a template must not call it")

    delete.alters_data = True  # type: ignore[attr-defined]

    def __str__(self) -> str:
        return "<person>"


def values() -> dict[str, Any]:
    ada = Person()
    ada.friend = Person()
    return {
        "ada": ada, "none": None, "yes": True, "no": False, "n": 1234567, "share": 0.5, "word": "a < b & 'c'",
        "safe": mark_safe("<i>safe</i>"), "key": UUID(int=7), "at": datetime(2026, 11, 18, 9, 12, tzinfo=UTC),
        "row": {"name": "ключ", "items": "its own", "deep": {"0": "zero", "x": [1, 2, {"y": "yes"}]}},
        "pair": ("первый", "<second>"),
        "list": ["a", "b"], "space": SimpleNamespace(inner=SimpleNamespace(value=3)), "empty": "", "kind": Person,
        "items": [("x", 1), ("y", 2)],
    }  # fmt: skip


SOURCES = [
    "{{ word }}|{{ safe }}|{{ n }}|{{ share }}|{{ none }}|{{ yes }}|{{ key }}|{{ at }}|{{ ada }}|{{ empty }}",
    "{{ ada.name }}|{{ ada.friend.name }}|{{ ada.friend.friend.name }}|{{ ada.greet }}|{{ ada.delete }}|{{ kind }}",
    "{{ row.name }}|{{ row.items }}|{{ row.deep.0 }}|{{ row.deep.x.2.y }}|{{ row.gone }}|{{ row.deep.gone.more }}",
    "{{ pair.0 }}|{{ pair.1 }}|{{ pair.7 }}|{{ list.0 }}|{{ list.9 }}|{{ space.inner.value }}|{{ gone }}|{{ gone.x }}",
    "{{ word|upper }}|{{ gone|default:'nothing' }}|{{ word|safe }}|{{ 'constant' }}|{{ 12 }}|{{ _('Nitka') }}",
    "{% autoescape off %}{{ word }}{{ ada.name }}{% endautoescape %}{{ word }}",
    "{% if gone %}1{% elif none %}2{% elif ada.alive and not no %}3{% else %}4{% endif %}{% if n > 3 %}more{% endif %}",
    "{% for key, n in items %}{% if not forloop.first %}, {% endif %}{{ key }}{{ n }}{{ forloop.counter }}{% endfor %}",
    "{% for x in gone %}{{ x }}{% empty %}{% translate 'Nitka' %}!{% icon 'mail' %}{% endfor %}{{ n }}",
    "{% with word=ada.name other=pair %}{{ word }}{{ other.1 }}{% endwith %}{{ word }}{{ other }}",
    "a{% translate 'Settings' %}b{% icon 'mail' %}c{% translate word %}d{% translate 'Settings' as kept %}{{ kept }}",
    "{% blocktranslate with name=ada.name %}{{ name }}: the customer{% endblocktranslate %}{% firstof gone word %}",
    "{% load l10n %}{% localize off %}{{ share }}{{ n }}{% endlocalize %}{% figure n %}{% avatar word key %}",
]


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("source", SOURCES)
def test_a_folded_template_draws_what_django_draws(source: str, language: str) -> None:
    folded = Folded(source, engine=PLAIN)
    with translation.override(language):
        expected = PLAIN.from_string(source).render(Context(values()))
        assert folded.render(Context(values())) == expected
        assert folded.render(Context(values())) == expected  # and again, with what is remembered by now


def test_a_property_that_fails_is_not_hidden() -> None:
    with pytest.raises(ValueError, match="broken"):
        Folded("{{ ada.broken }}", engine=PLAIN).render(Context(values()))
    with pytest.raises((ValueError, VariableDoesNotExist)):
        Folded("{% if ada.broken %}x{% endif %}", engine=PLAIN).render(Context(values()))


def test_neighbours_that_never_change_are_one_node() -> None:
    nodes = Folded("a{% translate 'Settings' %}b{% icon 'mail' %}{{ word }}c{% icon 'mail' %}", engine=PLAIN).nodelist
    assert [type(node).__name__ for node in nodes] == ["Still", "Written", "TextNode"]
    assert isinstance(nodes[1], Written)
    assert isinstance(nodes[2], TextNode)


def test_what_is_remembered_is_kept_for_each_language() -> None:
    folded = Folded("<b>{% translate 'Settings' %}</b>", engine=PLAIN)
    said = []
    for language in ("en", "ru", "en"):
        with translation.override(language):
            said.append(folded.render(Context()))
    assert said == ["<b>Settings</b>", "<b>Настройки</b>", "<b>Settings</b>"]


def test_debugging_keeps_djangos_own_nodes() -> None:
    plain = Folded("{{ word }}", engine=Engine(debug=True))
    assert not isinstance(plain.nodelist[0], Written)
