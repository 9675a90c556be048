"""Headers, language and zone of every page."""

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.utils import timezone, translation

from nitka.ui.middleware import csp, csp_middleware, preferences_middleware


def policy(respond: object = None, **settings: str) -> str:
    def view(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(str(request.csp_nonce))  # type: ignore[attr-defined]
        return csp(response, frame_ancestors="*") if respond else response

    with override_settings(**settings):
        response = csp_middleware(view)(RequestFactory().get("/"))
    found: str = response["Content-Security-Policy"]
    assert re.search(f"script-src 'self' 'nonce-{re.escape(response.content.decode())}'", found)
    return found


def test_nothing_from_outside_runs_and_nobody_frames() -> None:
    found = policy()
    for rule in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert rule in found
    assert "unsafe-eval" not in found
    assert "script-src 'self' 'unsafe-inline'" not in found


@pytest.mark.parametrize(("framed", "said"), [("'none'", "DENY"), ("'self'", None), ("*", None)])
def test_who_knows_no_policy_is_told_in_the_old_way_that_nobody_frames(framed: str, said: str | None) -> None:
    view = csp_middleware(lambda request: csp(HttpResponse(), frame_ancestors=framed))
    assert view(RequestFactory().get("/")).get("X-Frame-Options") == said


def test_each_page_has_its_own_nonce() -> None:
    assert policy() != policy()


def test_a_view_may_let_itself_be_framed() -> None:
    assert "frame-ancestors *" in policy(respond=True)


@pytest.mark.parametrize(
    ("cookie", "accept", "expected"),
    [("", "en-GB,en;q=0.9", "en"), ("", "ru-RU", "ru"), ("", "de", "ru"), ("en", "ru-RU", "en")],
)
def test_a_strangers_language_is_the_browsers(cookie: str, accept: str, expected: str) -> None:
    request = RequestFactory().get("/", headers={"Accept-Language": accept})
    if cookie:
        request.COOKIES["django_language"] = cookie
    said = preferences_middleware(lambda _: HttpResponse(translation.get_language() or ""))(request)
    assert said.content.decode() == expected
    assert said["Content-Language"] == expected


@pytest.mark.parametrize(("cookie", "expected"), [("Asia%2FYekaterinburg", "Asia/Yekaterinburg"), ("../etc", "UTC")])
def test_times_are_in_the_browsers_zone_when_it_is_one(cookie: str, expected: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES["zone"] = cookie
    with override_settings(TIME_ZONE="UTC"):
        said = preferences_middleware(lambda _: HttpResponse(timezone.get_current_timezone_name()))(request)
    assert said.content.decode() == expected


def test_a_kept_part_is_not_taken_for_the_page_when_one_goes_back() -> None:
    request = RequestFactory().get("/")
    request.user = None  # type: ignore[assignment]
    assert "Nitka-Part" in preferences_middleware(lambda _: HttpResponse())(request)["Vary"]
