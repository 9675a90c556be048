"""One place tells what a file is, for the chat and for letters."""

import pytest

from nitka.kit.files import kind_of
from nitka.kit.sniff import sniff

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PNG, "x.txt", "image/png"),
        (b"BMW broke down on the way", "note.txt", "text/plain"),
        (b"MZ" + bytes(60), "invoice.pdf", "application/x-msdownload"),
        (b"PK\x03\x04" + bytes(40), "price.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("Здравствуйте".encode(), "", "text/plain"),
        (b"\x01\x02\x00", "", "application/octet-stream"),
    ],
)
def test_the_first_bytes_say_what_a_file_is(data: bytes, name: str, kind: str) -> None:
    assert kind_of(data, name) == kind


@pytest.mark.parametrize("data", [b"<html><script>evil()</script>", b"<svg onload=evil()>", b"<?xml version='1.0'?>"])
def test_what_could_run_in_a_browser_is_text_in_a_chat(data: bytes) -> None:
    assert sniff(data) != "text/plain"
    assert kind_of(data) == "text/plain"


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (b"application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
        (b"application/epub+zip", "application/epub+zip"),
        (b"image/png", "application/zip"),
        (b"image/svg+xml", "application/zip"),
        (b"text/html", "application/zip"),
        (b"application/vnd.oasis.opendocument.text;\r\nX: y", "application/zip"),
        (b"", "application/zip"),
    ],
)
def test_an_archive_says_of_itself_which_document_it_is_and_nothing_else(said: bytes, kind: str) -> None:
    data = b"PK\x03\x04" + bytes(26) + b"mimetype" + said + b"PK\x03\x04" + bytes(40)
    assert sniff(data) == kind
