"""The plug-in of `docs/channels.md`, built from that page and installed beside a running house."""

import hashlib
import hmac
import json
import re
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from nitka.cli.tests.house import House, standing, until
from nitka.kit import sms

PAGE = Path(__file__).resolve().parents[2] / "docs" / "channels.md"
SECRET, TOKEN = "pigeon-post", "wings"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as `pip install` would fill it."""
    project, site = tmp_path_factory.mktemp("project"), tmp_path_factory.mktemp("site")
    text = PAGE.read_text()
    for name, language in (("nitka_golub.py", "python"), ("pyproject.toml", "toml")):
        (code,) = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
        (project / name).write_text(code)
    assert len((project / "nitka_golub.py").read_text().splitlines()) < 70
    _text_messages(project)
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel"], cwd=project, check=True)
    (wheel,) = (project / "dist").glob("*.whl")
    zipfile.ZipFile(wheel).extractall(site)
    site.chmod(0o755)
    return site


PARTS = 5  # of a text message: 335 letters of Russian


def _text_messages(project: Path) -> None:
    """Beside it the same way of talking for text messages: telephones, and so many parts at the most."""
    code, made = (project / "nitka_golub.py").read_text(), (project / "pyproject.toml").read_text()
    for old, new in (
        ('reaches="golub"', 'reaches="phone", writes_first=True'),
        ("max_text=4_000", f"max_text={PARTS}, measure=sms.parts"),
        ('slug = "golub"', 'slug = "sms"'), ('{"golub.hook"}', '{"sms.hook"}'),
        ('Identity("golub"', 'Identity("phone"'),
        ("from nitka.kit import outside", "from nitka.kit import outside, sms"),
    ):  # fmt: skip
        assert code.count(old) == 1, old
        code = code.replace(old, new)
    (project / "nitka_sms.py").write_text(code)
    made = made.replace('golub = "nitka_golub:adapter"', 'golub = "nitka_golub:adapter"\nsms = "nitka_sms:adapter"')
    made = made.replace('["nitka_golub.py"]', '["nitka_golub.py", "nitka_sms.py"]')
    (project / "pyproject.toml").write_text(made)


class Golub:
    """Its servers: they keep what we send."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.down = False
        outer = self

        class Api(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                right = self.headers["Authorization"] == f"Bearer {TOKEN}" and self.path == "/messages"
                if right and not outer.down:
                    outer.got.append(json.loads(body))
                self.send_response(503 if outer.down else 200 if right else 404)
                self.end_headers()
                self.wfile.write(json.dumps({"id": f"g{len(outer.got)}"}).encode())

            def log_message(self, *_: object) -> None:
                """Nothing to say."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Api)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def golub() -> Iterator[Golub]:
    made = Golub()
    yield made
    made.server.shutdown()


@pytest.fixture(scope="module")
def house(installed: Path) -> Iterator[House]:
    with standing("golub", PYTHONPATH=str(installed), NITKA_INSIDE_NETWORKS="127.0.0.0/8") as house:
        yield house


@pytest.fixture(scope="module")
def hook(house: House, golub: Golub) -> str:
    return _hook(house, golub, "golub")


@pytest.fixture(scope="module")
def sms_hook(house: House, golub: Golub) -> str:
    return _hook(house, golub, "sms")


def _hook(house: House, golub: Golub, kind: str) -> str:
    words = ["channel", "create", kind, "--name", kind.title(), "--set", f"hook.password={SECRET}"]
    made = house.make(*words, "--set", f"api.password={TOKEN}", "--set", f"api.url={golub.url}")
    return f"{house.url}/hooks/{made['channel']}"


def _post(hook: str, told: dict[str, Any], secret: str = SECRET) -> int:
    body = json.dumps(told).encode()
    signed = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return httpx.post(hook, content=body, headers={"X-Golub-Signature": signed}, timeout=20).status_code


def _message(key: str, text: str, who: str = "900") -> dict[str, Any]:
    person = {"id": who, "name": "Анна"}
    return {"event": "message", "id": key, "from": person, "text": text, "at": "2026-11-29T10:00:00+00:00"}


def test_a_message_becomes_a_thread_and_its_answer_goes_back(house: House, hook: str, golub: Golub):
    with house.api() as api:
        assert _post(hook, _message("m1", "Голубь долетел?")) == 200
        assert _post(hook, _message("m1", "Голубь долетел?")) == 200  # a repeat is nothing new
        (thread,) = until(lambda: api.get("conversations").json()["data"])
        where = f"conversations/{thread['id']}/messages"
        (message,) = api.get(where).json()["data"]
        assert (message["text"], message["external_id"]) == ("Голубь долетел?", "m1")
        customer = api.get(f"customers/{thread['customer']}").json()
        assert [(one["kind"], one["value"]) for one in customer["identities"]] == [("golub", "900")]
        golub.down = True
        assert api.post(where, json={"text": "Долетел"}).status_code == 201
        golub.down = False  # what was not taken is tried again
        (sent,) = until(lambda: golub.got, 60)
        assert (sent["to"], sent["text"]) == ("900", "Долетел")


def test_the_question_how_it_was_ends_with_a_link_and_whoever_follows_it_is_asked_no_more(
    house: House, hook: str, golub: Golub
):
    with house.api() as api:
        assert _post(hook, _message("m4", "Спасибо")) == 200
        (thread,) = until(lambda: api.get("conversations", params={"status": "open"}).json()["data"])
        closure, before = f"conversations/{thread['id']}/closure", len(golub.got)
        assert api.put(closure).status_code == 200
        asked = until(lambda: golub.got[before:], 60)[0]["text"]
        assert len(re.findall(r"\d: http", asked)) + len(re.findall(r"\d — [^:]+: http", asked)) > 1
        (way_out,) = re.findall(rf"{re.escape(house.url)}/withdraw/\S+", asked)
        assert httpx.post(way_out, data={"List-Unsubscribe": "One-Click"}, timeout=20).text == "OK"
        said = api.get(f"customers/{thread['customer']}/consents").json()["data"]
    assert [(one["purpose"], one["answer"]) for one in said] == [("surveys", "withdrawn")]


def test_stop_ends_what_has_a_purpose_and_is_answered_once(house: House, hook: str, golub: Golub):
    with house.api() as api:
        before = len(golub.got)
        assert _post(hook, _message("m5", "СТОП", who="901")) == 200
        (sent,) = until(lambda: golub.got[before:], 60)
        assert (sent["to"], sent["text"]) == ("901", "Вы отписаны: предложений и опросов здесь больше не будет.")
        assert _post(hook, _message("m6", "Стоп!", who="901")) == 200
        until(lambda: house.ask("select count(*) from conversations_message where text = 'Стоп!'") == [(1,)])
        (customer,) = api.get("customers", params={"identity": "golub:901"}).json()["data"]
        said = api.get(f"customers/{customer['id']}/consents").json()["data"]
        assert {(one["purpose"], one["answer"]) for one in said} == {
            ("marketing", "withdrawn"), ("surveys", "withdrawn")}  # fmt: skip
        story = api.get(f"customers/{customer['id']}/moments").json()["data"]
        assert [one["kind"] for one in story].count("consent.withdrawn") == 1
        assert house.ask("select status from conversations_conversation order by number desc limit 1") == [("closed",)]
    assert house.ask("select text from customers_proof") == [("СТОП",), ("СТОП",)]
    assert len(golub.got) == before + 1


def test_stop_by_a_text_message_ends_what_has_a_purpose_for_that_number(house: House, sms_hook: str, golub: Golub):
    with house.api() as api:
        before = len(golub.got)
        assert _post(sms_hook, _message("s1", "Отписаться.", who="+79162041833")) == 200
        (sent,) = until(lambda: golub.got[before:], 60)
        assert sent["to"] == "+79162041833"
        assert sms.parts(sent["text"]) == 1  # in Russian
        (customer,) = api.get("customers", params={"identity": "phone:+79162041833"}).json()["data"]
        said = api.get(f"customers/{customer['id']}/consents").json()["data"]
        assert {(one["purpose"], one["answer"]) for one in said} == {
            ("marketing", "withdrawn"), ("surveys", "withdrawn")}  # fmt: skip


def test_the_question_how_it_was_fits_a_text_message_and_its_links_are_whole(
    house: House, sms_hook: str, golub: Golub
):
    with house.api() as api:
        assert _post(sms_hook, _message("s2", "Где заказ?", who="+79162041834")) == 200
        (customer,) = until(lambda: api.get("customers", params={"identity": "phone:+79162041834"}).json()["data"])
        (thread,) = [row for row in api.get("conversations").json()["data"] if row["customer"] == customer["id"]]
        before = len(golub.got)
        assert api.post(f"conversations/{thread['id']}/messages", json={"text": "Завтра"}).status_code == 201
        until(lambda: golub.got[before:], 60)
        assert api.put(f"conversations/{thread['id']}/closure").status_code == 200
        asked = until(lambda: golub.got[before + 1 :], 60)[0]["text"]
    assert sms.parts(asked) <= PARTS
    page, way_out = re.findall(r"https?://\S+", asked)
    assert httpx.get(page, timeout=20).status_code == 200
    assert "/rate/" in page
    assert httpx.get(way_out, timeout=20).status_code == 200


def test_what_is_not_signed_is_not_stored(house: House, hook: str):
    before = house.ask("select count(*) from inbound_log")
    assert _post(hook, _message("m2", "Обман"), "wrong") == 401
    assert httpx.post(hook, content=b"{}").status_code == 401
    assert httpx.get(hook).status_code == 405
    assert house.ask("select count(*) from inbound_log") == before


def test_what_cannot_be_read_waits_in_the_quarantine(house: House, hook: str):
    assert _post(hook, {"event": "message", "id": "m3"}) == 200
    with house.api() as api:
        (kept,) = until(lambda: api.get("quarantine").json()["data"])
    assert kept["reason"] == "unreadable"
