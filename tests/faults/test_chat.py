"""What visitors may send: the same thing again and again, and text nobody expects."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import httpx
import pytest

from nitka.cli.tests.house import House, within
from tests.faults.test_kills import caught_up
from tests.faults.visitor import Visitor

pytestmark = pytest.mark.slow
RTL = "\u202e"


def test_the_same_message_a_hundred_times_is_one(house: House, channel: str) -> None:
    visitor, key = Visitor(house.url, channel), str(uuid4())
    with ThreadPoolExecutor(10) as pool, httpx.Client(timeout=20) as client:
        answers = list(pool.map(lambda _: visitor.post(client, "once", key), range(100)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.text for answer in answers}) == 1, "all get the first answer"
    visitor.acknowledged.append(key)
    assert within(20, lambda: caught_up(visitor))
    assert visitor.read == [key]


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": "%s", "text": "zero \\u0000 and half \\ud83d of a face"}',
        ('{"id": "%s", "text": "' + RTL + 'evil <script>evil()</script>"}').encode(),
        b'{"id": "%s", "text": "' + b"w" * 10_000 + b'"}',
        b'{"id": "%s", "text": "' + "ы".encode() * 10_000 + b'"}',
    ],
    ids=["nul-and-surrogate", "right-to-left", "long-word", "long-russian-word"],
)
def test_odd_text_is_stored_and_shown_safely(house: House, channel: str, member: httpx.Client, body: bytes) -> None:
    visitor, key = Visitor(house.url, channel), str(uuid4())
    content = body % key.encode()
    headers = visitor.headers | {"Content-Type": "application/json"}
    answer = httpx.post(f"{visitor.base}/messages", content=content, headers=headers, timeout=20)
    assert answer.status_code == 202, answer.text
    visitor.acknowledged.append(key)
    assert within(20, lambda: caught_up(visitor))
    assert visitor.read == [key]
    page = member.get("inbox/?view=all")
    assert page.status_code == 200
    assert "<script>evil" not in page.text
    assert RTL not in page.text
