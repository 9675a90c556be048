"""What a telephone asks for before Nitka stands on its home screen."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client

from nitka.ui.manifest import PAPER, PAPER_AT_NIGHT

UI = Path(__file__).resolve().parent.parent
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(("language", "name"), [("en", "Nitka"), ("ru", "Нитка")])
def test_the_manifest_names_it_in_the_readers_language_and_needs_no_cookie(language, name):
    answer = Client().get(f"/app-{language}.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    assert not answer.cookies
    said = answer.json()
    assert (said["name"], said["lang"], said["display"], said["start_url"]) == (name, language, "standalone", "/")


def test_its_pictures_are_as_large_as_they_say_and_one_may_be_cut_round():
    icons = Client().get("/app-en.webmanifest").json()["icons"]
    assert [icon["purpose"] for icon in icons] == ["any", "any", "maskable"]
    for icon in icons:
        content = Path(find(urlsplit(icon["src"]).path.removeprefix("/static/"))).read_bytes()
        wide, high = int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
        assert content.startswith(PNG)
        assert f"{wide}x{high}" == icon["sizes"]


def test_the_colours_around_the_page_are_the_same_wherever_they_are_written():
    written = [(UI / "templates/ui/_home_screen.html").read_text(), (UI / "static/ui/theme.js").read_text()]
    assert [sorted(set(re.findall(r"#[0-9a-f]{6}", text))) for text in written] == [sorted({PAPER, PAPER_AT_NIGHT})] * 2
