"""The guides say what there is: their pictures and links lead somewhere, their labels and keys are the interface's."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
GUIDES = ("agents.md", "managers.md", "administrators.md")
# What stands in quotation marks and is no label: other programs' words, and what a person would say.
NO_LABELS: frozenset[str] = frozenset()
MODIFIERS = {"Ctrl", "Shift", "Enter", "Esc", "@"}

_MARKS = {"ru": re.compile(r"«([^»]+)»"), "en": re.compile(r"“([^”]+)”")}
_FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_KEY = re.compile(r"<kbd>([^<]+)</kbd>")
_PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|<b>|</b>")


def pages() -> list[Path]:
    """All pages of the documentation, and the front page."""
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]


def prose(path: Path) -> str:
    """A page without its code."""
    return re.sub(r"`[^`\n]*`", "", _FENCED.sub("", path.read_text()))


def anchors(path: Path) -> set[str]:
    """Where a link into a page may point, as GitHub and GitLab name headings."""
    titles = re.findall(r"^#+ (.+)$", _FENCED.sub("", path.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@cache
def said() -> dict[str, set[str]]:
    """Every string of the interface, English → its Russian, of all catalogues; plurals apart."""
    found: dict[str, set[str]] = {}
    for path in ROOT.glob("nitka/*/locale/ru/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="ru"):
                for english in _several(message.id):
                    found.setdefault(english, set()).update(_several(message.string))
    return found


def _several(words: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(one.replace("\xa0", " ") for one in ([words] if isinstance(words, str) else words))


def same(label: str, string: str) -> bool:
    """Whether a label is a string of the interface; where it has places, anything may stand in them."""
    plain, shape = _shape(string)
    return label in (plain, string) if shape is None else label == plain or shape.fullmatch(label) is not None


@cache
def _shape(string: str) -> tuple[str, re.Pattern[str] | None]:
    plain = string.rstrip(" .:")
    parts = _PLACE.split(plain)
    if len(parts) == 1 or sum(map(len, parts)) < 8:  # a string of places only is like everything
        return plain, None
    return plain, re.compile(".*?".join(re.escape(part) for part in parts))


def labels(language: str, guide: str) -> set[str]:
    """The labels that a guide names."""
    found = _MARKS[language].findall(prose(DOCS / "guide" / language / guide))
    return {label.rstrip(" .:") for label in found} - NO_LABELS


@cache
def keys() -> frozenset[str]:
    """What the pages listen to: elements with a key, scripts, the two that walk a list, the help."""
    files = [*ROOT.glob("nitka/*/templates/**/*.html"), *ROOT.glob("nitka/*/static/*/*.js")]
    sources = "\n".join(path.read_text() for path in files if "vendor" not in path.parts)
    found = re.findall(r'data-key="(.)"|\bkey\("(.)"|\b([jk]): \(\) => walk|"(\?)": help', sources)
    return frozenset(key for groups in found for key in groups if key)


@cache
def english(label: str) -> frozenset[str]:
    """What the interface says in Russian where it says this in English; nothing: it does not say it."""
    return frozenset(word for key, words in said().items() if same(label, key) for word in words)


@pytest.mark.parametrize("page", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_and_picture_leads_somewhere(page: Path) -> None:
    for target in _LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name) if name else page
        assert there.exists(), f"{target} is not there"
        assert not anchor or anchor in anchors(there), f"{target}: no such heading"


@pytest.mark.parametrize("guide", GUIDES)
def test_a_russian_guide_names_labels_as_the_interface_does(guide: str) -> None:
    strings = {word for words in said().values() for word in words}
    assert [label for label in labels("ru", guide) if not any(same(label, word) for word in strings)] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_an_english_guide_names_labels_as_the_interface_does(guide: str) -> None:
    assert [label for label in labels("en", guide) if not english(label)] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_both_languages_tell_of_the_same_labels(guide: str) -> None:
    russian, in_english = labels("ru", guide), labels("en", guide)
    strings = {label: english(label) for label in in_english}
    told = {word for words in strings.values() for word in words}
    missing = [
        label for label, words in strings.items() if not any(same(word, said) for said in words for word in russian)
    ]
    alone = [label for label in russian if not any(same(label, word) for word in told)]
    assert (missing, alone) == ([], [])


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("guide", GUIDES)
def test_every_key_of_a_guide_does_something(language: str, guide: str) -> None:
    told = set(_KEY.findall((DOCS / "guide" / language / guide).read_text()))
    assert told - MODIFIERS - {key.upper() for key in keys()} == set()
