import csv
import io
import re
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.models import AuditEntry
from nitka.accounts.tests.factories import member
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.realtime import topics
from nitka.webhooks import actions
from nitka.webhooks.models import Delivery, Endpoint
from nitka.webhooks.tests.factories import endpoint, example

pytestmark = pytest.mark.django_db(transaction=True)
URL = "https://hooks.example.org/nitka"


@pytest.fixture
def home(client, company, owner):
    client.force_login(owner.user)
    owner.user.language = "en"
    owner.user.save()
    return f"/w/{company.slug}/settings/webhooks/"


def test_a_webhook_is_made_and_shown(client, home, company):
    made = client.post(f"{home}new/", {"url": URL, "types": ["rating.given"], "description": "CRM"}, follow=True)
    text = made.content.decode()
    assert URL in text
    assert "A customer rated, or changed the rating" in text
    with in_workspace(company.id):
        assert Endpoint.objects.get().secret not in text
    assert "CRM" in client.get(home).content.decode()


def test_the_page_of_an_endpoint_may_hear_what_it_asks_for(client, home, company):
    row = endpoint(company, URL, types=["rating.given"])
    asked = re.search(r'data-topics="([^"]*)"', client.get(f"{home}{row.pk}/").content.decode())[1].split()
    url = client.get(f"/w/{company.slug}/stream", {"topics": ",".join(asked)}).json()["url"]
    assert f"webhooks:{company.pk}" in asked
    assert topics.read(parse_qs(urlsplit(url).query)["t"][0]).topics == tuple(asked)


@pytest.mark.parametrize(("language", "said"), [("en", "A customer rated"), ("ru", "Клиент поставил оценку")])
def test_the_log_and_the_tags_speak_in_words_and_the_code_stands_beside(client, home, company, owner, language, said):
    owner.user.language = language
    owner.user.save()
    row = endpoint(company, URL, types=["rating.given"])
    client.post(f"{home}{row.pk}/example/", {"type": "rating.given"})
    text = client.get(f"{home}{row.pk}/").content.decode()
    assert f'title="rating.given">{said}' in text
    assert f'<span class="grow">{said}' in text
    assert "<code>rating.given</code>" in text


def test_nothing_typed_is_lost_and_what_is_wrong_is_said(client, home):
    answer = client.post(f"{home}new/", {"url": "htp:/x", "description": "CRM"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "This is not an address of the web" in text
    assert "Tick at least one event" in text
    assert 'value="htp:/x"' in text
    assert 'value="CRM"' in text


def test_the_secret_is_shown_on_request_and_replaced(client, home, company):
    row = endpoint(company, URL)
    assert row.secret in client.post(f"{home}{row.pk}/secret/").content.decode()
    text = client.post(f"{home}{row.pk}/rotation/").content.decode()
    assert row.secret not in text
    assert "whsec_" in text
    assert "signs beside it until" in text


def test_an_example_is_sent_and_what_failed_is_sent_again(client, home, company):
    row = endpoint(company, URL)
    client.post(f"{home}{row.pk}/example/", {"type": "rating.given"})
    with in_workspace(company.id):
        line = {"at": clock.now().isoformat(), "ms": 3, "status": 500, "error": "", "answer": "<b>no</b>"}
        Delivery.objects.update(state="failed", next_at=None, log=[line])
        delivery = Delivery.objects.get()
    text = client.get(f"{home}{row.pk}/?state=failed").content.decode()
    assert "&lt;b&gt;no&lt;/b&gt;" in text
    for given in ({"delivery": str(delivery.pk)}, {"days": "7"}):
        client.post(f"{home}{row.pk}/again/", given)
        with in_workspace(company.id):
            assert Delivery.objects.get().state == "waiting"
            Delivery.objects.update(state="failed")
    assert client.post(f"{home}{row.pk}/again/", {"delivery": "x"}).status_code == 404
    client.post(f"{home}{row.pk}/example/", {"type": "nothing"})
    with in_workspace(company.id):
        assert Delivery.objects.count() == 1


def test_it_is_switched_off_and_on_and_removed(client, home, company):
    row = endpoint(company, URL)
    example(company, row)
    client.post(f"{home}{row.pk}/switch/", {"on": "0"})
    assert "Switch on" in client.get(f"{home}{row.pk}/").content.decode()
    client.post(f"{home}{row.pk}/switch/", {"on": "1"})
    client.post(f"{home}{row.pk}/removal/")
    with in_workspace(company.id):
        assert not Endpoint.objects.exists()


def test_who_may_not_administer_sees_none_of_it(client, home, company):
    row = endpoint(company, URL)
    client.force_login(member(company).user)
    for path in ("", "new/", f"{row.pk}/", f"{row.pk}/log/"):
        assert client.get(home + path).status_code == 403


def test_the_pages_cost_a_fixed_number_of_statements(client, home, company):
    row = endpoint(company, URL)
    example(company, row)
    few = [_cost(client, home), _cost(client, f"{home}{row.pk}/")]
    for n in range(5):
        endpoint(company, f"{URL}/{n}")
        example(company, row)
    assert [_cost(client, home), _cost(client, f"{home}{row.pk}/")] == few


def test_older_ones_are_a_page_away(client, home, company):
    row = endpoint(company, URL)
    with in_workspace(company.id):
        for _ in range(51):
            actions.example(endpoint=row, type="rating.given")
    first = client.get(f"{home}{row.pk}/")
    assert len(first.context["deliveries"]) == 50
    assert len(client.get(f"{home}{row.pk}/?after={first.context['next']}").context["deliveries"]) == 1


def _cost(client, path):
    with CaptureQueriesContext(connection) as asked:
        client.get(path)
    return len(asked)


def test_while_it_does_not_answer_what_waits_is_said_to_wait_for_it(client, home, company):
    row = endpoint(company, URL)
    client.post(f"{home}{row.pk}/example/", {"type": "rating.given"})
    later = clock.now() + timedelta(days=40)
    with in_workspace(company.id):
        Endpoint.objects.update(fails=3, failing_since=clock.now(), resume_at=later)
        assert Delivery.objects.get().next_at < later
    text = client.get(f"{home}{row.pk}/").content.decode()
    assert "one delivery is tried at a time" in text
    said = re.search(r'The next attempt: <time datetime="([^"]+)"', text)
    assert datetime.fromisoformat(said[1]) == later.replace(microsecond=0)


@pytest.mark.parametrize(("state", "codes"), [("", ["message.sent", "rating.given"]), ("failed", ["rating.given"])])
def test_the_log_is_taken_away_as_a_file_in_words_with_codes_beside(client, home, company, state, codes):
    row = endpoint(company, URL)
    failed = example(company, row, "rating.given")
    example(company, row, "message.sent")
    line = {"at": clock.now().isoformat(), "ms": 3, "status": 500, "error": "", "answer": "no"}
    with in_workspace(company.id):
        Delivery.objects.filter(pk=failed.pk).update(state="failed", log=[line], next_at=None)
    answer = client.post(f"{home}{row.pk}/export/", {"kind": "csv", "back": f"state={state}"})
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert [line["Type"] for line in lines] == codes
    assert (lines[-1]["Event"], lines[-1]["Last answer"]) == ("A customer rated, or changed the rating", "500")
    assert lines[-1]["id"] == str(failed.pk)
    assert f"{home}{row.pk}/export/" in client.get(f"{home}{row.pk}/").content.decode()
    with in_workspace(company.id):
        assert AuditEntry.objects.get(verb="list.exported").detail["kind"] == "CSV"


def test_a_webhook_that_was_removed_meanwhile_sends_no_example(client, home, company, monkeypatch):
    row = endpoint(company, URL, types=["rating.given"])
    with in_workspace(company.id):
        Endpoint.objects.filter(pk=row.pk).delete()
    monkeypatch.setattr("nitka.webhooks.views.log.endpoint", lambda request, key: row)
    assert client.post(f"{home}{row.pk}/example/", {"type": "rating.given"}).status_code == 404
