"""Issue 6, "Done when", in a running house: a page, two backends, a chat and a letter make one customer with the right
story; once that person is erased, grep finds no word of theirs in the database's dump, the blobs or the logs."""

import json
import re
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest
from rudderstack.analytics.client import Client as RudderClient
from segment.analytics.client import Client as SegmentClient

from nitka.cli.tests.house import House, standing, until
from nitka.kit import config
from nitka.kit.pg import binaries
from nitka.kit.tests.chromium import chromium
from tests.collect.test_clients import HERE, PAGE, _serving
from tests.faults.visitor import Visitor
from tools.setup import node

pytestmark = pytest.mark.browser
USER, EMAIL, PHONE = "qzlogin-4177", "qzanna@qzhome.example", "+79167004177"
ORDER = "QZ-10428"
# Every word of hers, as she or a program wrote it; none stands anywhere else
MARKS = [
    USER, "qzanna", "qzhome", "9167004177", "7004177", "qzname", ORDER, "qzplan", "qzchat", "qzletter", "qzsubject",
    "qzfile", "qzcabinet", "qztrack",
]  # fmt: skip


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with standing("one") as place:
        yield place


def backend(house: House, library: str, key: str, *calls: tuple[str, dict[str, Any]]) -> None:
    """Calls of a node client, to its end."""
    program = [node()[0], HERE / "backend.mjs", library, key, house.url, json.dumps(calls)]
    done = subprocess.run(program, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["failed"] == []


def browse(house: House, key: str) -> str:
    """She looks at a crane in the shop and signs in; her browser's id."""
    context = chromium().new_context()
    page = context.new_page()
    with _serving(PAGE % (key, house.url)) as shop:
        with page.expect_response(lambda one: one.url.endswith("/v1/p")) as looked:
            page.goto(f"{shop}/qzcabinet?utm_source=letter")
        assert looked.value.status == 200
        said = {"product_id": "4021", "name": "Кран", "price": 48900, "currency": "RUB"}
        for call, path in ((f"track('Product Viewed', {json.dumps(said)})", "t"),
                           (f"identify('{USER}', {{firstName: 'Qzname'}})", "i")):  # fmt: skip
            with page.expect_response(lambda one, path=path: one.url.endswith(f"/v1/{path}")) as answered:
                page.evaluate(f"() => {{ analytics.{call} }}")
            assert answered.value.status == 200
        device: str = page.evaluate("() => analytics.user().then((user) => user.anonymousId())")
    context.close()
    return device


def letter() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = f"Qzname <{EMAIL}>", "help@uklad.example", "Order: qzsubject"
    made["Message-ID"] = "<qzletter-1@qzhome.example>"
    made.set_content(f"The crane is scratched, qzletter. My number is {PHONE}, order {ORDER}.")
    made.add_attachment(b"qzfile " * 100, maintype="text", subtype="plain", filename="qzfile.txt")
    return made


def customers(api: httpx.Client, identity: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get("customers", params={"identity": identity}).json()["data"]
    return found


def come(house: House, desk: httpx.Client, api: httpx.Client) -> str:
    """She comes by all doors; her browser's id."""
    site = house.make("source", "create", "--name", "Shop", "--kind", "site")["write_key"]
    server = house.make("source", "create", "--name", "Backend")["write_key"]
    chat = house.make("channel", "create", "chat")["channel"]
    house.make("channel", "create", "email", "--address", "help@uklad.example")
    device = browse(house, site)
    until(lambda: customers(api, f"user:{USER}"), 20)
    total = {"order_id": ORDER, "total": 48900, "currency": "RUB", "products": [{"product_id": "4021", "name": "Кран"}]}
    backend(house, "segment", server,
            ("identify", {"userId": USER, "traits": {"email": EMAIL, "phone": PHONE, "plan": "qzplan"}}),
            ("track", {"userId": USER, "event": "Order Completed", "properties": total}))  # fmt: skip
    until(lambda: orders(house) == 1, 20)
    parcel = {"order_id": ORDER, "tracking_number": "qztrack77"}
    backend(house, "rudder", server, ("track", {"userId": USER, "event": "Order Shipped", "properties": parcel}))
    until(lambda: kinds(house).count("order.shipped") == 1, 20)
    for client, event, facts in ((SegmentClient, "Order Refunded", {"total": 900, "currency": "RUB"}),
                                 (RudderClient, "Warranty Claimed", {"months": 7})):  # fmt: skip
        program = client(server, host=house.url)
        program.track(USER, event, {"order_id": ORDER, **facts} if "total" in facts else facts)
        program.flush()
        program.join()
    until(lambda: {"refund", "warranty_claimed"} <= set(kinds(house)), 20)
    her = Visitor(house.url, chat)
    with httpx.Client(timeout=20) as client:
        assert her.post(client, "Where is my order, qzchat?").status_code == 202
        client.post(f"{her.base}/contact", json={"email": EMAIL, "name": "Qzname"}, headers=her.headers)
    key = until(lambda: house.ask("select id from customers_proposal where decision = ''"), 20)[0][0]
    # An address typed into a chat proves nothing: a person says that it is her
    decided = desk.post(f"customers/merges/{key}/decision/", data=signed(desk, answer="one"))
    assert house.ask("select decision from customers_proposal") == [("accepted",)], decided.text[-4000:]
    house.post(letter())
    until(lambda: kinds(house).count("message.in") == 2, 20)
    return device


def signed(desk: httpx.Client, **given: str) -> dict[str, str]:
    """A form with what protects it."""
    return {"csrfmiddlewaretoken": desk.cookies["csrftoken"], **given}


def kinds(house: House) -> list[str]:
    return [kind for (kind,) in house.ask("select kind from moments_moment order by id")]


def orders(house: House) -> int:
    return int(house.ask("select coalesce(sum(orders), 0) from customers_customer where merged_into_id is null")[0][0])


def erase(house: House, desk: httpx.Client, customer: str) -> None:
    """By the pages, as a member does; the worker goes on with it, its waits cut short."""
    asked = desk.post(f"settings/rights/new/{customer}/", data=signed(
        desk, kind="erasure", way="letter", received=today(house), words="qzletter asks for it"))  # fmt: skip
    assert re.search(r"/settings/rights/[0-9a-f-]{36}/$", asked.url.path), asked.text[:3000]
    done = desk.post(f"{asked.url}erasure/", data=signed(desk, word="УДАЛИТЬ", when="now"))
    assert done.status_code == 200, done.text[:3000]

    def ended() -> bool:
        house.ask("update rights_erasure set next_at = now() where stage in ('waiting', 'going')")
        return house.ask("select stage from rights_erasure") == [("done",)]

    until(ended, 90)


def today(house: House) -> str:
    return str(house.ask("select current_date")[0][0])


def dump(house: House) -> bytes:
    """The whole database as a backup has it."""
    words = " ".join(f"{name}='{value}'" for name, value in config.read(house.data).connection("admin").items())
    made = subprocess.run([binaries.program("pg_dump"), "--no-sync", words], check=False, capture_output=True)
    assert made.returncode == 0, made.stderr
    return made.stdout


def traces(house: House, marks: list[str]) -> dict[str, list[str]]:
    """Mark → where it stands: lines of the dump, blobs, logs and whatever else lies in the installation's directory."""
    files = [one for one in house.data.rglob("*") if one.is_file() and house.data / "pg" not in one.parents]
    places: list[tuple[str, bytes]] = [(str(one.relative_to(house.data)), one.read_bytes()) for one in files]
    places.append(("dump", dump(house)))
    found: dict[str, list[str]] = {}
    for mark in marks:
        for needle in (mark.lower().encode(), mark.lower().encode().hex().encode()):
            for name, whole in places:
                at = whole.lower().find(needle)
                if at >= 0:
                    line = whole[whole.rfind(b"\n", 0, at) + 1 : at + 60].decode(errors="replace")
                    found.setdefault(mark, []).append(f"{name}: {line[-200:]}")
    return found


def test_a_page_two_backends_a_chat_and_a_letter_are_one_customer_who_can_be_erased(house):
    with house.signed_in() as desk, house.api() as api:
        device = come(house, desk, api)
        (one,) = customers(api, f"email:{EMAIL}")
        assert one["name"] == "Qzname"
        assert {identity["kind"] for identity in one["identities"]} == {"user", "device", "email", "phone", "visitor"}
        for identity in (f"user:{USER}", f"device:{device}", f"phone:{PHONE}"):
            assert [found["id"] for found in customers(api, identity)] == [one["id"]]
        living = "select count(*) from customers_customer where merged_into_id is null"
        assert house.ask(living) == [(1,)]
        story = api.get(f"customers/{one['id']}/moments").json()["data"][::-1]
        assert [moment["kind"] for moment in story][:3] == ["page", "product.viewed", "order.placed"]
        told = {moment["kind"]: moment["data"] for moment in story}
        assert set(told) >= {"order.shipped", "refund", "warranty_claimed", "message.in"}
        assert told["order.placed"]["total"] == {"amount": "48900.00", "currency": "RUB"}
        assert told["warranty_claimed"] == {"months": 7}
        assert [moment["kind"] for moment in story].count("message.in") == 2
        assert house.ask("select orders, spent, currency from customers_customer where merged_into_id is null") == [
            (1, 48000, "RUB")]  # fmt: skip
        (talk,) = api.get("conversations").json()["data"]
        said = [row["text"] for row in api.get(f"conversations/{talk['id']}/messages").json()["data"]]
        assert ["qzchat" in text for text in said if "qz" in text] == [True, False]
        assert house.ask("select sum(refused) from moments_source") == [(0,)]

        marks = [*MARKS, device]
        there = traces(house, marks)
        assert {"qzanna", "qzname", "qzchat", "qzletter", "qzplan", "qzfile", USER, ORDER, device} <= set(there)
        before = sorted(kinds(house))
        erase(house, desk, one["id"])
        assert traces(house, marks) == {}
        assert sorted(kinds(house)) == before  # statistics stay
        assert customers(api, f"email:{EMAIL}") == []


def test_the_logs_of_a_house_hold_no_word_of_who_wrote(house):
    """Not even before anybody is erased."""
    logs: list[Path] = [one for one in (house.data / "log").rglob("*") if one.is_file()] + [house.out]
    for one in logs:
        whole = one.read_bytes().lower()
        assert [mark for mark in MARKS if mark.lower().encode() in whole] == [], one.name
