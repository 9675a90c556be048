"""Folded templates draw what Django's draw."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.template import Context, Engine, VariableDoesNotExist
from django.utils import translation
from django.utils.safestring import mark_safe

from nitka.ui.compiling import Compiled
from nitka.ui.templating import Folded

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
        "items": [("x", 1), ("y", 2)], "people": [ada, ada.friend, None], "makers": [Person],
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
    "{% for x in list reversed %}{{ x }}{% for y in pair %}{{ y }}{{ forloop.parentloop.last }}"
    "{% endfor %}{% endfor %}",
    "{% for x in list %}{% cycle 'a' 'b' %}{% ifchanged n %}{{ n }}{% endifchanged %}{{ x }}{% endfor %}{{ x }}",
    "{% for one in people %}{{ one.name }}{{ one.friend.name }}{% firstof one.gone one.name %}"
    "{% endfor %}{{ none.x }}",
    "{% for x in list %}{% with y=x %}{{ y }}{% if y == 'a' %}!{% endif %}{% endwith %}{% icon x 's' %}{% endfor %}",
    "{% for ada in list %}{{ ada }}{% endfor %}{{ ada.name }}"
    "{% for x in row.deep.x %}{{ x.y }}{% endfor %}{{ row.deep.1 }}",
    "{% firstof gone word as word %}{{ word }}{% for x in list %}{% firstof x as word %}{{ word }}"
    "{% endfor %}{{ word }}",
    "{% if n == 1234567 and word != 'b' or gone %}1{% endif %}{% if 'a' in list and 3 not in list %}2{% endif %}"
    "{% if n in none %}3{% endif %}{% if not gone.x.y and gone is None %}4{% endif %}{% if none < 3 %}5{% endif %}",
    "{% blocktranslate count n=n %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}"
    "{% blocktranslate with name=word trimmed %} 100% of {{ name }} and {{ gone }} {% endblocktranslate %}",
    "{% if word|length > 2 %}{{ word|truncatechars:3 }}{% endif %}{{ row.name|default:pair.0|upper }}"
    "{{ forloop.first }}",
    "{% for x in makers %}{{ x }}{{ x.name }}{% endfor %}{% for a, b in items %}{{ b }}{{ a }}{% empty %}{% endfor %}",
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
    assert [type(node).__name__ for node in nodes] == ["Still", "VariableNode", "TextNode"]


def test_what_is_remembered_is_kept_for_each_language() -> None:
    folded = Folded("<b>{% translate 'Settings' %}</b>", engine=PLAIN)
    said = []
    for language in ("en", "ru", "en"):
        with translation.override(language):
            said.append(folded.render(Context()))
    assert said == ["<b>Settings</b>", "<b>Настройки</b>", "<b>Settings</b>"]


def test_debugging_keeps_djangos_own_nodes() -> None:
    plain = Folded("{{ word }}", engine=Engine(debug=True))
    assert not isinstance(plain.nodelist, Compiled)
