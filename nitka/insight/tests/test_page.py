import pytest
from django.test import Client

from nitka.accounts.tests import factories as accounts
from nitka.conversations.tests.factories import mail

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(vera):
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(vera.user)
    return browser


@pytest.fixture
def address(workspace):
    return f"/w/{workspace.slug}/insight/"


def text(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_company_reads_what_will_come(client, address):
    page = text(client, address)
    assert "Nobody has rated yet" in page
    assert "No ratings in this period" in page


def test_below_five_answers_no_share_is_shown(client, address, rated):
    for score in (5, 5, 1, 4):
        rated(score)
    page = text(client, address)
    assert "4 have rated: too few for a share" in page
    assert "75.0% <" not in page


def test_shares_come_with_their_interval_and_the_silent(client, address, rated):
    for score in [5] * 8 + [1] * 2 + [None] * 10:
        rated(score)
    page = text(client, address)
    assert "80.0%" in page
    assert "49.0–94.3" in page
    assert "were all of them happy, 90%" in page


def test_a_comparison_below_thirty_says_so(client, address, rated):
    for _ in range(12):
        rated(5)
        rated(1, days_ago=40)
    page = text(client, address)
    assert "12 ratings. A comparison needs 30 on both sides" in page
    assert "Below 30 no share is shown" in page


def test_a_clear_fall_is_told_and_split(client, address, rated):
    for n in range(40):
        rated(5 if n % 2 else 1)
        rated(5, days_ago=40)
    page = text(client, address)
    assert "Worse than in the period before: −50.0 pp" in page
    assert "Worked worse" in page


def test_every_number_leads_to_its_people(client, address, rated):
    rated(1, comment="Долго ждали", factors=["speed"])
    rated(5, comment="Отлично")
    assert "Долго ждали" in text(client, address, who="unhappy")
    assert "Отлично" not in text(client, address, who="unhappy")
    assert "Отлично" in text(client, address, who="happy")
    assert "Долго ждали" not in text(client, address, who="unhappy", factor="price")
    rated(None)
    assert "1 person was asked and said nothing" in text(client, address, who="silent")


def test_filters_narrow_everything(client, address, rated, workspace, vera):
    post = mail(workspace)
    for _ in range(6):
        rated(1)
        rated(5, on=post)
    assert "100.0%" in text(client, address, channel=post.pk)
    assert "Of those who rated, <b>50.0%</b>" in text(client, address)
    stranger = accounts.member(workspace, name="Илья")
    assert "Nobody has rated yet" in text(client, address, member=stranger.pk)


def test_the_recommendation_scale_has_its_own_reading(client, address, rated):
    for score in [10] * 12 + [7] * 4 + [3] * 4:
        rated(score, scale="nps")
    page = text(client, address)
    assert "NPS <b>+40</b>" in page
    assert "promoters" in page


def test_causes_are_weighed_from_thirty_on(client, address, rated):
    for n in range(60):
        slow = n % 3 == 0
        rated(1 if slow else 5, factors=["speed"] if slow else ["result"] if n % 2 else [])
    page = text(client, address)
    assert "What hurts most: speed" in page


def test_the_number_of_statements_does_not_grow(client, address, rated, django_assert_max_num_queries, workspace):
    post = mail(workspace)
    for n in range(40):
        rated(1 + n % 5, on=post, factors=["speed"])
    with django_assert_max_num_queries(22) as few:
        client.get(address)
    for n in range(80):
        rated(1 + n % 5, days_ago=1 + n % 50, factors=["price"])
    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_people_come_in_pages(client, address, rated):
    for _ in range(27):
        rated(1)
    assert "page 1 of 2" in text(client, address)
    assert "page 2 of 2" in text(client, address, page=2)


def test_another_company_is_not_found(client, rated):
    rated(1)
    other = accounts.workspace()
    assert client.get(f"/w/{other.slug}/insight/").status_code == 404


@pytest.mark.parametrize("query", [{"days": "x"}, {"from": "2026-13-01", "to": "z"}, {"channel": "1"}, {"page": "-5"}])
def test_nonsense_in_the_address_shows_the_usual_page(client, address, query):
    text(client, address, **query)
