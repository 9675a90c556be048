"""What the demo's latest conversations carry besides words."""

import re
import struct
import zlib

import pytest

from nitka.conversations.models import Attachment, Message
from nitka.customers.models import Identity
from nitka.demo import company
from nitka.demo.sights import bill, photograph
from nitka.kit import blobs
from nitka.kit.db.tenancy import in_workspace


@pytest.mark.django_db(transaction=True)
def test_a_photograph_an_invoice_and_addresses_that_nobody_has_proven() -> None:
    workspace = company.make(relay_port=1, count=4)
    with in_workspace(workspace.id):
        found = {one.name: one for one in Attachment.objects.select_related("message")}
        assert {name: one.type for name, one in found.items()} == {
            "датчик.png": "image/png", "invoice-4127.pdf": "application/pdf",
        }  # fmt: skip
        for one in found.values():
            assert blobs.read(workspace.pk, one.sha256)
            assert Message.objects.filter(conversation_id=one.message.conversation_id, direction="out").exists()
        stated = Identity.objects.filter(value__in=["lidia.ptitsyna@dacha.example", "+79165550143"])
        assert sorted(stated.values_list("kind", "status")) == [("email", "stated"), ("phone", "stated")]


def test_the_photograph_is_a_picture_that_holds_together() -> None:
    data = photograph()
    assert len(data) < 200_000
    at, kinds, packed = 8, [], b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        body, (sum_,) = data[at + 8 : at + 8 + size], struct.unpack(">I", data[at + 8 + size : at + 12 + size])
        assert zlib.crc32(kind + body) == sum_
        kinds.append(kind)
        packed += body if kind == b"IDAT" else b""
        at += 12 + size
    assert kinds == [b"IHDR", b"IDAT", b"IEND"]
    assert len(zlib.decompress(packed)) == 420 * (1 + 560 * 3)


def test_the_invoice_names_where_each_of_its_objects_begins() -> None:
    data = bill("4127", [("Hub (white)", "1.00")], "1.00")
    (start,) = re.findall(rb"startxref\n(\d+)", data)
    assert data[int(start) :].startswith(b"xref")
    places = [int(place) for place in re.findall(rb"(\d{10}) 00000 n", data)]
    assert [data[place:].split(b" ", 1)[0] for place in places] == [b"1", b"2", b"3", b"4", b"5"]
    assert rb"Hub \(white\)" in data
