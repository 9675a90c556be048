from base64 import encodebytes

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from nitka.channels.models import Channel
from nitka.conversations.models import Attachment, Message
from nitka.conversations.tests.desk import open_desk, write
from nitka.conversations.tests.factories import arrive, digest_all, letter, mail
from nitka.kit import clamd
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.clamav import VIRUS, clamav
from nitka.kit.tests.clamd import EICAR, scanner

pytestmark = pytest.mark.django_db(transaction=True)
LETTER = (
    b"From: anna@example.org\r\nTo: help@uklad.example\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
    b'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n'
    b'<p>Look:</p><img src="cid:photo@1"><img src="//spy.example/a.png">\r\n'
    b"--b\r\nContent-Type: image/png\r\nContent-ID: <photo@1>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    + encodebytes(b"\x89PNG\r\n\x1a\n" + b"0" * 100)
    + b"\r\n--b--\r\n"
)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100


def send(desk, name, data):
    """Upload a file, answer with it, and fetch it."""
    number = write(desk).number
    url = f"/w/{desk.workspace.slug}/files/"
    kept = desk.client.post(url, {"file": SimpleUploadedFile(name, data)})
    assert kept.status_code == 201
    desk.post(f"{number}/replies/", {"text": "", "files": kept.json()["id"]})
    with in_workspace(desk.workspace.pk):
        attachment = Attachment.objects.get()
    return attachment, desk.client.get(f"{url}{attachment.pk}/")


def test_a_picture_is_shown_and_nothing_of_it_runs():
    _, response = send(open_desk(), "photo.jpg", PNG)
    assert response["Content-Type"] == "image/png"
    assert not response["Content-Disposition"].startswith("attachment")
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert b"".join(response.streaming_content) == PNG


@pytest.mark.parametrize("name", ["page.html", "picture.svg", "photo.png"])
def test_what_could_run_is_only_ever_saved(name):
    attachment, response = send(open_desk(), name, b"<svg onload=alert(1)><script>alert(1)</script>")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert attachment.type == "text/plain"


def test_a_file_that_the_virus_scanner_knows_is_given_to_nobody_and_says_so(monkeypatch):
    desk = open_desk()
    with scanner() as (place, seen):
        monkeypatch.setenv("NITKA_CLAMD", place)
        attachment, response = send(desk, "invoice.exe", b"MZ" + EICAR)
        assert (response.status_code, seen) == (403, [b"MZ" + EICAR])
        assert "Win.Test.EICAR_HDB-1" in response.content.decode()
    again = desk.client.get(f"/w/{desk.workspace.slug}/files/{attachment.pk}/")
    assert again.status_code == 503  # the scanner has gone: nothing is given out unseen


@pytest.mark.parametrize(
    ("language", "words"), [("ru", "Антивирус задержал этот файл"), ("en", "The virus scanner stopped this file")]
)
def test_whoever_asks_for_a_virus_is_told_in_their_language_by_what_clamd_itself_says(
    monkeypatch, tmp_path, language, words
):
    desk = open_desk()
    type(desk.member.user).objects.update(language=language)
    with clamav(tmp_path) as place:
        monkeypatch.setenv("NITKA_CLAMD", place)
        _, response = send(desk, "invoice.exe", b"MZ" + EICAR)
    assert response.status_code == 403
    assert words in response.content.decode()
    assert VIRUS in response.content.decode()


HTML = b"<html><script>alert(1)</script></html>"


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (b"GIF89a/*" + HTML + b"*/=1;alert(1)//", "image/gif"),  # a picture that is a script, too
        (b"GIF89a" + bytes(40) + b"PK\x03\x04META-INF/MANIFEST.MF", "image/gif"),  # and one that is an archive
        (PNG + HTML, "image/png"),
        (b"\xff\xd8\xff\xe0" + HTML, "image/jpeg"),
        (b"%PDF-1.4\n" + HTML, ""),
        (b"\xef\xbb\xbf \n" + HTML, ""),
        ("\ufeff<html><script>alert(1)</script>".encode("utf-16"), ""),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", ""),
    ],
)
def test_a_file_that_is_two_things_is_a_picture_that_runs_nothing_or_is_saved(data, shown):
    _, response = send(open_desk(), "two.html", data)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Content-Type"] == (shown or "application/octet-stream")
    assert response["Content-Disposition"].startswith("inline" if shown else "attachment")


def test_a_file_is_asked_for_in_a_window_of_its_own_that_can_say_why_it_is_not_given():
    desk = open_desk()
    attachment, response = send(desk, "invoice.exe", b"MZ")
    assert response["Content-Disposition"].startswith("attachment")
    page = desk.get(f"{desk.only().number}/").content.decode()
    link = page[page.index(f"/files/{attachment.pk}/") :].partition(">")[0]
    assert 'target="_blank"' in link
    assert "download" not in link  # a browser would keep a refusal’s page to itself


def test_a_file_that_the_virus_scanner_does_not_know_is_given_whole(monkeypatch):
    with scanner() as (place, _seen):
        monkeypatch.setenv("NITKA_CLAMD", place)
        _, response = send(open_desk(), "a.txt", b"plain" * 100_000)
        assert b"".join(response.streaming_content) == b"plain" * 100_000


def test_the_virus_scanner_is_asked_once_the_page_has_let_go_of_the_database(monkeypatch):
    held = []
    monkeypatch.setattr(clamd, "check", lambda _file: held.append(connection.in_atomic_block))
    monkeypatch.setenv("NITKA_CLAMD", "127.0.0.1:1")
    desk = open_desk()
    _, response = send(desk, "a.txt", b"plain")
    assert b"".join(response.streaming_content) == b"plain"
    message = received(desk)
    desk.client.get(f"/w/{desk.workspace.slug}/messages/{message.pk}/original/")
    assert held == [False, False]


def test_a_file_of_another_workspace_is_not_found():
    attachment, _ = send(open_desk(), "a.txt", b"secret")
    other = open_desk()
    assert other.client.get(f"/w/{other.workspace.slug}/files/{attachment.pk}/").status_code == 404


def test_an_upload_counts_only_where_it_was_made():
    desk, other = open_desk(), open_desk()
    kept = other.client.post(f"/w/{other.workspace.slug}/files/", {"file": SimpleUploadedFile("a.txt", b"x")}).json()
    assert desk.post(f"{write(desk).number}/replies/", {"text": "", "files": kept["id"]}).status_code == 422


def test_a_letter_is_shown_in_a_sandbox_and_asks_no_stranger_for_pictures():
    desk = open_desk()
    conversation = write(desk)
    with in_workspace(desk.workspace.pk):
        message = Message.objects.get()
        Message.objects.filter(pk=message.pk).update(html='<p>Hi</p><img data-src="https://spy.example/x.png">')
    url = f"/w/{desk.workspace.slug}/messages/{message.pk}/original/"
    response = desk.client.get(url)
    policy = response["Content-Security-Policy"]
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "img-src data:;" in policy
    assert ' src="https://spy.example' not in response.content.decode()
    asked = desk.client.get(url, {"images": "1"})
    assert 'src="http://testserver/pictures/' in asked.content.decode()
    assert "spy.example" not in asked.content.decode()
    assert "img-src data: http://testserver/pictures/;" in asked.headers["Content-Security-Policy"]
    assert 'data-letter="' in desk.get(f"{conversation.number}/").content.decode()


def test_a_picture_inside_a_letter_that_the_virus_scanner_knows_is_left_out(monkeypatch):
    desk = open_desk()
    message = received(desk, LETTER.replace(encodebytes(PNG), encodebytes(PNG + EICAR)))
    with scanner() as (place, seen):
        monkeypatch.setenv("NITKA_CLAMD", place)
        page = desk.client.get(f"/w/{desk.workspace.slug}/messages/{message.pk}/original/").content.decode()
    assert (seen, "data:image/png" in page) == ([PNG + EICAR], False)
    assert "Look:" in page


def received(desk, raw=LETTER):
    """The message of a letter that came."""
    mail(desk.workspace)
    with in_workspace(desk.workspace.pk):
        channel = Channel.objects.get(kind="email")
    arrive(letter(channel, raw))
    digest_all()
    with in_workspace(desk.workspace.pk):
        return Message.objects.get(html__isnull=False)


def test_a_picture_inside_a_letter_is_shown_where_it_stood():
    desk = open_desk()
    message = received(desk)
    page = desk.client.get(f"/w/{desk.workspace.slug}/messages/{message.pk}/original/").content.decode()
    assert 'src="data:image/png;base64,iVBORw0KGgo' in page
    assert ' src="https://spy.example/a.png' not in page
    with_remote = desk.client.get(f"/w/{desk.workspace.slug}/messages/{message.pk}/original/?images=1").content.decode()
    assert 'src="http://testserver/pictures/' in with_remote
