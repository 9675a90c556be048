"""A channel that carries no files is given none: the composer offers none, and what comes all the same is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nitka.conversations.models import Message
from nitka.conversations.tests.test_length import writing
from nitka.conversations.tests.test_stop import company
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["company"]
NO, YES = {"files": False}, {"files": True}
WORDS = "“sms” carries no files. Take them out, or choose another channel"


def bill():
    return SimpleUploadedFile("bill.txt", b"500", "text/plain")


def written(company, direction):
    with in_workspace(company.pk):
        return list(Message.objects.filter(direction=direction).values_list("text", flat=True))


@pytest.mark.parametrize(("can", "bare"), [(NO, True), (YES, False)])
def test_the_composer_offers_files_where_the_channel_carries_them(company, monkeypatch, can, bare):
    client, sender = writing(company, monkeypatch, can)
    thread = client.get(f"/w/{company.slug}/inbox/1/").content.decode()
    assert ('class="composer bare"' in thread) is bare
    first = client.get(f"/w/{company.slug}/inbox/new/?customer={sender.customer_id}").content.decode()
    assert (" data-attach" in first) is not bare


def test_an_answer_with_a_file_is_refused_and_its_text_stays(company, monkeypatch):
    client, _sender = writing(company, monkeypatch, NO)
    here = f"/w/{company.slug}/inbox/1/replies/"
    answer = client.post(here, {"text": "The bill is here", "uploads": bill()}, headers={"Nitka-Part": "talk"})
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    assert written(company, "out") == []
    client.post(f"/w/{company.slug}/inbox/1/notes/", {"text": "Their bill", "uploads": bill()})
    assert written(company, "note") == ["Their bill"]  # nobody carries a note


def test_who_writes_first_is_told_as_well(company, monkeypatch):
    client, sender = writing(company, monkeypatch, NO)
    given = {"customer": str(sender.customer_id), "text": "The bill is here", "uploads": bill()}
    page = client.get(f"/w/{company.slug}/inbox/new/?customer={sender.customer_id}").content.decode()
    to = page.partition('<option value="')[2].partition('"')[0]
    answer = client.post(f"/w/{company.slug}/inbox/new/", given | {"to": to}).content.decode()
    assert WORDS in answer
    assert ">The bill is here</textarea>" in answer
