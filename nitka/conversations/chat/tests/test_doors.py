"""Who may come in, from where, how often; files; the face of the channel."""

import json
from uuid import uuid4

import httpx
import pytest
from django.db import connection

from nitka.conversations.chat import talk
from nitka.conversations.chat.words import WORDS, choose, say
from nitka.conversations.tests.factories import chat, digest_all, mail
from nitka.kit.asgi.rates import Rate
from nitka.realtime.tests.listener import Listener, cut_all, sequencing

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100


MADE_UP = ["x", "v1", "v1.x.y", "v1..", "v2.a.b", "\xff", "v1.0191f0b0-0000-7000-8000-000000000000.bad"]


@pytest.mark.parametrize("token", MADE_UP)
def test_a_made_up_session_opens_nothing(door, token):
    answer = door.get("messages", headers={"Authorization": f"Bearer {token}".encode()})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "session")


def test_unknown_channels_and_doors_are_not_found(site, door, company):
    for path in (uuid4(), "x", "-" * 36, mail(company).pk, "", "%00"):
        assert httpx.get(f"{site}/chat/{path}/config").status_code == 404
    assert door.get("nothing").status_code == 404
    assert door.delete("messages").status_code == 405


def test_any_site_may_carry_the_chat_until_sites_are_named(site, door):
    answer = door.request("OPTIONS", "messages", headers={"Origin": "https://shop.example"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"
    assert "authorization" in answer.headers["access-control-allow-headers"]


def test_named_sites_shut_out_others(site, company):
    named = chat(company, settings={"origins": ["https://shop.example"]})
    url = f"{site}/chat/{named.pk}/sessions"
    assert httpx.post(url, json={}, headers={"Origin": "https://shop.example"}).status_code == 201
    answer = httpx.post(url, json={}, headers={"Origin": "https://evil.example"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "origin")



def test_the_stream_of_a_session_hears_its_messages(visitor):
    with sequencing():
        listener = Listener(visitor.get("stream").json()["stream"])
        id = str(uuid4())
        visitor.post("messages", json={"id": id, "text": "x"})
        digest_all()
        assert listener.hears("message")[0]["data"] == {"id": id, "from": "visitor"}
        cut_all()


def test_typing_reaches_the_conversation(visitor):
    visitor.post("messages", json={"id": str(uuid4()), "text": "x"})
    digest_all()
    with connection.cursor() as cursor:
        cursor.execute("listen nitka_whispers")
    assert visitor.post("typing", json={}).status_code == 204
    note = next(connection.connection.notifies(timeout=10, stop_after=1))
    assert json.loads(note.payload)["kind"] == "typing"


def test_a_picture_goes_with_a_message_and_comes_back(visitor, site):
    up = visitor.post("files", files={"file": ("../../этаж.png", PNG, "text/html")})
    assert up.status_code == 201
    assert (up.json()["type"], up.json()["image"], up.json()["name"]) == ("image/png", True, "этаж.png")
    visitor.post("messages", json={"id": str(uuid4()), "files": [up.json()["id"]]})
    digest_all()
    (file,) = visitor.get("messages").json()["data"][0]["files"]
    got = httpx.get(f"{site}{file['url']}")
    assert got.content == PNG
    assert got.headers["content-type"] == "image/png"
    assert got.headers["x-content-type-options"] == "nosniff"


def test_a_page_in_a_file_is_only_saved(visitor, site):
    up = visitor.post("files", files={"file": ("x.png", b"<svg onload=alert(1)><script>1</script>", "image/png")})
    assert up.json()["image"] is False
    visitor.post("messages", json={"id": str(uuid4()), "files": [up.json()["id"]]})
    digest_all()
    (file,) = visitor.get("messages").json()["data"][0]["files"]
    got = httpx.get(f"{site}{file['url']}")
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in got.headers["content-security-policy"]


def test_another_sessions_file_is_unknown(visitor, door):
    up = visitor.post("files", files={"file": ("a.png", PNG)}).json()["id"]
    other = door.post("sessions", json={}).json()["session"]
    answer = door.post(
        "messages", json={"id": str(uuid4()), "files": [up]}, headers={"Authorization": f"Bearer {other}"}
    )
    assert answer.status_code == 422


NO_FILE = b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x--\r\n"


@pytest.mark.parametrize("content", [b"", b"--x\r\n", NO_FILE])
def test_a_broken_form_is_refused(visitor, content):
    answer = visitor.post("files", content=content, headers={"Content-Type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 400


def test_a_file_above_the_limit_is_refused(visitor):
    answer = visitor.post("files", files={"file": ("a.bin", b"x" * (21 << 20))})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_a_forged_address_of_a_file_is_not_found(door):
    assert door.get("files/abc:def").status_code == 404


def test_the_config_is_open_and_promises_nothing_without_answers(door):
    config = door.get("config", headers={"Origin": "https://shop.example"}).json()
    assert config["wait"] is None
    assert config["on_shift"] == 0
    assert config["brand"]["name"].startswith("Уклад")


def test_too_many_messages_are_told_when_to_come_back(visitor, monkeypatch):
    monkeypatch.setattr(talk, "TYPING", Rate(1, 10, clock=lambda: 0.0))
    with httpx.Client(base_url=visitor.base_url, headers=visitor.headers) as client:
        answers = [client.post("typing", json={}) for _ in range(11)]
    limited = [answer for answer in answers if answer.status_code == 429]
    assert limited
    assert int(limited[0].headers["retry-after"]) >= 1


def test_the_widgets_script_is_there_without_a_channel(site):
    answer = httpx.get(f"{site}/widget.js")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_bucket_fills_again():
    now = [0.0]
    rate = Rate(per_second=1, burst=2, clock=lambda: now[0])
    assert [rate.take("a"), rate.take("a")] == [0, 0]
    assert rate.take("a") == pytest.approx(1)
    assert rate.take("b") == 0
    now[0] = 1.0
    assert rate.take("a") == 0


def test_every_sentence_is_in_both_languages():
    assert all(say(name, "en") and say(name, "en") != say(name, "ru") for name in WORDS)
    assert say("too_large", "ru", 20) == "Это больше 20\u00a0МБ."
    assert [choose("", "ru"), choose("", ""), choose("en", "ru"), choose("", "en;q=x, ru")] == ["ru", "en", "en", "ru"]
