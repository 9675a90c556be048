import json
import re
from datetime import timedelta

import pytest
from django.test import Client

from nitka.customers.models import Consent
from nitka.feedback import tokens
from nitka.feedback.models import Rating
from nitka.feedback.tests.factories import asked
from nitka.feedback.views import rate
from nitka.kit import clock
from nitka.kit.asgi.rates import Rate
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def request_(workspace, channel, vera):
    return asked(workspace, channel, vera)


@pytest.fixture
def url(workspace, request_):
    return f"/rate/{tokens.make(workspace.id, request_.pk)}"


@pytest.fixture
def client():
    return Client(headers={"accept-language": "en"}, enforce_csrf_checks=True)


def ratings(workspace) -> list[Rating]:
    with in_workspace(workspace.id):
        return list(Rating.objects.all())


def proof(page: str) -> str:
    return re.search(r'name="proof" value="([^"]+)"', page).group(1)


def test_a_scanner_that_opens_every_link_does_not_vote(client, url, workspace):
    for score in range(1, 6):
        for method in (client.get, client.head):
            assert method(f"{url}?s={score}").status_code == 200
    assert ratings(workspace) == []


def test_the_pressed_face_is_chosen_and_the_page_confirms_it(client, url, workspace):
    page = client.get(f"{url}?s=2").content.decode()
    assert "data-confirm" in page
    assert re.search(r'id="s2" value="2" required checked', page)
    assert client.post(url, {"proof": proof(page), "score": "2", "quick": "1"}).status_code == 204
    assert [r.score for r in ratings(workspace)] == [2]


def test_a_post_without_the_pages_proof_does_not_vote(client, url, workspace):
    for given in ("", "1.2", f"{int(clock.now().timestamp())}.00"):
        client.post(url, {"proof": given, "score": "5"})
    assert ratings(workspace) == []


def test_reasons_and_words_come_with_the_form(client, url, workspace):
    page = client.get(f"{url}?s=1").content.decode()
    form = {"proof": proof(page), "score": "1", "factors": ["speed", "result"], "comment": "Долго"}
    answer = client.post(url, form, follow=True).content.decode()
    assert "What happens next" in answer
    (rating,) = ratings(workspace)
    assert (rating.factors, rating.comment) == (["result", "speed"], "Долго")


def test_an_answered_link_shows_the_answer_until_it_is_changed(client, url, workspace):
    page = client.get(url).content.decode()
    client.post(url, {"proof": proof(page), "score": "4", "quick": "1"})
    assert "You have answered: good" in client.get(url).content.decode()
    with clock.travel(clock.now() + timedelta(days=2)):
        assert "can no longer be changed" in client.get(f"{url}?s=1").content.decode()


def test_a_closed_link_says_until_when_it_was_open(client, url, request_):
    with clock.travel(request_.closes_at + timedelta(seconds=1)):
        assert "This link has closed" in client.get(f"{url}?s=5").content.decode()


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t[:-1] + "-", lambda t: "x", lambda t: t[4:], lambda t: "%00"]
)
def test_a_forged_token_leads_nowhere(client, url, change):
    token = url.rsplit("/", 1)[1]
    assert client.get(f"/rate/{change(token)}").status_code == 404


def test_the_widget_reads_the_question_and_answers_as_json(client, url, workspace):
    form = client.get(url, headers={"accept": "application/json"})
    assert form["Access-Control-Allow-Origin"] == "*"
    assert (form.json()["scale"], form.json()["score"], len(form.json()["labels"])) == ("csat", None, 5)
    post = lambda body: client.post(url, json.dumps(body), content_type="application/json")  # noqa: E731
    assert post({"score": 4}).json()["score"] == 4
    assert post({"score": 5, "factors": ["speed"], "comment": "ok"}).json()["factors"] == ["speed"]
    for bad in (
        {},
        {"score": 6},
        {"score": "x"},
        {"score": 4, "factors": "speed"},
        {"score": 4, "comment": 1},
        [],
        None,
        "x",
    ):
        assert post(bad).status_code == 422
    assert client.options(url).status_code == 204
    with clock.travel(clock.now() + timedelta(days=2)):
        assert post({"score": 1}).status_code == 410
    assert [r.score for r in ratings(workspace)] == [5]


def test_who_wants_no_more_questions_says_so_by_a_button(client, url, workspace):
    page = client.get(f"{url}?stop=1").content.decode()
    with in_workspace(workspace.id):
        assert not Consent.objects.exists()
    for _ in range(2):
        client.post(url, {"proof": proof(page), "stop": "1"})
    with in_workspace(workspace.id):
        said = Consent.objects.select_related("purpose").get()
    assert (said.purpose.code, said.answer, said.way, said.everywhere, said.language) == (
        "surveys", "withdrawn", "page", True, "en")  # fmt: skip


@pytest.mark.parametrize("body", ["[" * 16_000, '{"score": ' * 1_500, "{", "[]", "null", '{"score": true}'])
def test_nonsense_is_no_answer_and_breaks_nothing(client, url, workspace, body):
    assert client.post(url, body, content_type="application/json").status_code == 422
    assert ratings(workspace) == []


def test_too_many_answers_in_a_row_are_told_to_wait(client, url, workspace, monkeypatch):
    monkeypatch.setattr(rate, "ANSWERING", Rate(0.5, 30, clock=lambda: 0.0))
    last = [client.post(url, {"score": n % 5 + 1}, content_type="application/json") for n in range(31)][-1]
    assert (last.status_code, last.json()["error"]["code"]) == (429, "rate")
    assert int(last["Retry-After"]) > 0
    assert client.post(url, {"score": "5"})["Retry-After"]
