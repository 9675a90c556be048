"""What the tags of pages write."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import timezone, translation

from nitka.kit import clock
from nitka.ui.templatetags.ui import drawn, mark


def render(source: str, **values: Any) -> str:
    with translation.override("en"):
        return Template("{% load ui %}" + source).render(Context(values))


@pytest.mark.parametrize(
    ("kind", "named", "icon"),
    [("sms", "", "sms"), ("golub", "", "globe"), ("golub", "plane", "plane"), ("golub", "never-drawn", "globe"),
     ("email", "mail", "mail")],
)  # fmt: skip
def test_every_channel_has_a_mark_that_is_drawn(kind: str, named: str, icon: str) -> None:
    assert mark(kind, named) == icon
    assert icon in drawn()


def test_an_icon_is_silent_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in render('{% icon "mail" %}')
    assert 'role="img" aria-label="Letter"' in render('{% icon "mail" label="Letter" %}')


def test_a_name_cannot_write_markup() -> None:
    assert "<b>" not in render("{% avatar name key %}", name="<b>x</b> <i>y</i>", key=1)
    assert "<script>" not in render("{% face 4 label %}", label="<script>")


def test_a_person_without_a_name_gets_a_mark() -> None:
    assert "#i-guess" in render('{% avatar "" 7 %}')


def test_a_time_keeps_its_exact_form() -> None:
    at = datetime(2026, 11, 18, 9, 12, tzinfo=UTC)
    with clock.travel(datetime(2026, 11, 19, 9, 12, tzinfo=UTC)):
        html = render("{% when at %}", at=at)
    assert (
        html == '<time datetime="2026-11-18T09:12:00+00:00" title="Yesterday, 18\u00a0November, 09:12">yesterday</time>'
    )
    assert render("{% when at %}", at=None) == ""


def test_the_same_time_is_said_otherwise_on_another_day_in_another_zone_and_language() -> None:
    at, tomorrow = datetime(2026, 11, 18, 22, 30, tzinfo=UTC), datetime(2026, 11, 19, 12, tzinfo=UTC)
    with clock.travel(at):
        assert ">22:30<" in render("{% when at %}", at=at)
        with timezone.override("Asia/Tokyo"):
            assert ">07:30<" in render("{% when at %}", at=at)
    with clock.travel(tomorrow):
        assert ">yesterday<" in render("{% when at %}", at=at)
        with translation.override("ru"):
            assert ">вчера<" in Template("{% load ui %}{% when at %}").render(Context({"at": at}))


@pytest.mark.parametrize("score", [1, 2, 3, 4, 5])
def test_a_face_says_what_it_means(score: int) -> None:
    html = render("{% face score %}", score=score)
    assert f"#i-face{score}" in html
    assert "aria-label" in html
