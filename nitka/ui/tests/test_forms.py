"""What is wrong with a form is said by us, in the reader's language, beside the field: not by the browser's bubble."""

import re
from pathlib import Path

import pytest
from django import forms
from django.utils import translation

HOUSE = Path(__file__).resolve().parents[2]
TAG = r'<form\b(?P<head>(?:\{%.*?%\}|\{\{.*?\}\}|[^>])*)>(?P<body>.*?)</form>'
# Fields that bring their errors with them; a passkey would be made before the server sees that its name is missing
OURS = re.compile(r"\{% field |class=\"error\"")


def spoken_by_the_browser() -> list[str]:
    """Forms that show errors of ours and let the browser speak first."""
    found = []
    for file in sorted(HOUSE.glob("*/templates/**/*.html")):
        for form in re.finditer(TAG, file.read_text(), re.DOTALL):
            mine = 'method="post"' in form["head"] and OURS.search(form["body"]) and "data-passkey" not in form["head"]
            if mine and "novalidate" not in form["head"]:
                found.append(f"{file.relative_to(HOUSE)}: {form['head'].strip()[:80]}")
    return found


def test_the_browser_does_not_speak_before_us() -> None:
    assert spoken_by_the_browser() == []


@pytest.mark.parametrize("page", ["rights/templates/rights/new.html"])
def test_there_are_forms_to_judge(page: str) -> None:
    assert re.search(TAG, (HOUSE / page).read_text(), re.DOTALL)


@pytest.mark.parametrize(("language", "said"), [("en", "Fill this in"), ("ru", "Заполните это поле")])
def test_what_is_missing_is_asked_for_in_our_words(language: str, said: str) -> None:
    class Plain(forms.Form):
        name = forms.CharField()

    with translation.override(language):
        assert Plain({}).errors == {"name": [said]}


@pytest.mark.parametrize(
    ("language", "little", "much", "long"),
    [
        ("en", "No less than 1", "No more than 9", "No more than 3 characters; these are 4"),
        ("ru", "Не меньше 1", "Не больше 9", "Не больше 3 знаков, здесь 4"),
    ],
)
def test_what_is_beyond_a_limit_is_told_in_our_words(language: str, little: str, much: str, long: str) -> None:
    class Plain(forms.Form):
        one = forms.IntegerField(min_value=1)
        other = forms.IntegerField(max_value=9)
        name = forms.CharField(max_length=3)

    with translation.override(language):
        assert Plain({"one": "0", "other": "10", "name": "Анна"}).errors == {
            "one": [little], "other": [much], "name": [long]
        }  # fmt: skip
