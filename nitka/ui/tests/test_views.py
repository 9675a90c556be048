"""Errors are pages in the reader's language that need no database."""

import pytest
from django.test import RequestFactory
from django.utils import translation

from nitka.ui import views


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize(
    ("view", "status"),
    [
        (views.bad_request, 400),
        (views.forbidden, 403),
        (views.not_found, 404),
        (views.too_many, 429),
        (views.server_error, 500),
    ],
)
def test_an_error_says_what_happened(view: object, status: int, language: str) -> None:
    with translation.override(language):
        response = view(RequestFactory().get("/x"))  # type: ignore[operator]
    assert response.status_code == status
    text = response.content.decode()
    assert f'<html lang="{language}"' in text
    assert "<h1>" in text
    assert str(status) in text


def test_too_many_says_when_to_come_back() -> None:
    with translation.override("ru"):
        response = views.too_many(RequestFactory().get("/x"), retry_after=150)
    assert response["Retry-After"] == "150"
    assert "через 3\u00a0минуты" in response.content.decode()
