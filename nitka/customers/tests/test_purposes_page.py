from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, Word, identify, keep_purpose, merge, note_consents
from nitka.customers.actions.refresh import refresh_stale
from nitka.customers.agreed import agreed, standing
from nitka.customers.agreements import Counts, counted
from nitka.customers.consents import Purpose, Wording
from nitka.customers.models import Identity
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = {"en": "Calls", "ru": "Звонки"}
GIVEN = {"code": "calls", "names_ru": "Звонки", "names_en": "Calls", "texts_ru": "Звоните", "texts_en": "Call me"}


@pytest.fixture
def desk(client):
    workspace = accounts.workspace()
    member = accounts.member(workspace, name="Vera", role="manager")
    member.user.language = "en"
    member.user.save()
    client.force_login(member.user)
    return workspace, client


@pytest.fixture
def base(desk):
    return f"/w/{desk[0].slug}/settings/consents/"


def purpose(desk, code="calls") -> Purpose:
    with in_workspace(desk[0].pk):
        return Purpose.objects.get(code=code)


def test_the_house_has_two_from_the_beginning_and_says_what_for(desk, base):
    page = desk[1].get(base).content.decode()
    for words in ("Offers and news", "Surveys", "Requests for a rating", "version 1"):
        assert words in page


def test_a_purpose_is_made_changed_and_its_words_keep_their_versions(desk, base):
    client = desk[1]
    assert client.post(f"{base}new/", GIVEN)["Location"] == base
    one = f"{base}{purpose(desk).pk}/"
    assert client.post(one, GIVEN | {"texts_en": "Do call me"}).status_code == 302
    page = client.get(one).content.decode()
    for words in ("Version 1", "Version 2", "Call me", "Do call me", "Vera"):
        assert words in page
    client.post(one, GIVEN | {"texts_en": "Do call me", "names_en": "By phone"})
    with in_workspace(desk[0].pk):
        assert Wording.objects.filter(purpose__code="calls").count() == 2
    assert "By phone" in client.get(base).content.decode()


def test_a_purpose_may_ask_for_a_letters_confirmation_and_keeps_that_through_the_archive(desk, base):
    client = desk[1]
    client.post(f"{base}new/", GIVEN | {"asks_twice": "on"})
    one = f"{base}{purpose(desk).pk}/"
    for do in ("archive", "return"):
        client.post(one, {"do": do})
    assert purpose(desk).asks_twice
    assert "confirmed by a letter" in client.get(base).content.decode()
    client.post(one, GIVEN)
    assert not purpose(desk).asks_twice


def test_what_is_archived_comes_back(desk, base):
    client = desk[1]
    client.post(f"{base}new/", GIVEN)
    one = f"{base}{purpose(desk).pk}/"
    client.post(one, {"do": "archive"})
    assert purpose(desk).archived_at
    assert "In the archive" in client.get(base).content.decode()
    client.post(one, {"do": "return"})
    assert purpose(desk).archived_at is None
    with in_workspace(desk[0].pk):
        assert Wording.objects.filter(purpose__code="calls").count() == 1


def test_what_the_house_itself_asks_for_cannot_be_archived(desk, base):
    desk[1].get(base)
    surveys = purpose(desk, "surveys")
    assert "To the archive" not in desk[1].get(f"{base}{surveys.pk}/").content.decode()
    desk[1].post(f"{base}{surveys.pk}/", {"do": "archive"})
    assert purpose(desk, "surveys").archived_at is None


@pytest.mark.parametrize(
    ("change", "words"),
    [({"code": "Calls!"}, "Small Latin letters"), ({"code": "surveys"}, "There is a purpose with this code"),
     ({"names_ru": " "}, "Fill this in"), ({"texts_en": ""}, "Fill this in"), ({"names_en": "x" * 81}, "80")],
)  # fmt: skip
def test_what_cannot_be_is_said_and_nothing_typed_is_lost(desk, base, change, words):
    desk[1].get(base)
    answer = desk[1].post(f"{base}new/", GIVEN | change)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "Звоните" in answer.content.decode()


def test_only_who_manages_keeps_purposes(desk, base, client):
    agent = accounts.member(desk[0], role="agent")
    client.force_login(agent.user)
    for path in (base, f"{base}new/"):
        assert client.get(path).status_code == 403
        assert client.post(path, GIVEN).status_code in (403, 405)


def test_another_companys_purpose_is_not_found(desk, base):
    with in_workspace(accounts.workspace().pk):
        theirs = keep_purpose(code="calls", names=BOTH, texts=BOTH)
    assert desk[1].post(f"{base}{theirs.pk}/", GIVEN).status_code == 404


def test_customers_are_counted_as_the_deliverer_reads_them(desk):
    with in_workspace(desk[0].pk):
        crowd = list(identify([Claim("email", f"{n}@b.org") for n in range(12)]).values())
        for one, other in zip(crowd[:6:2], crowd[1:6:2], strict=True):
            merge(into=one.customer, source=other.customer)
        start = clock.now() - timedelta(days=9)
        answers = ["given", "withdrawn", "asked", "given", "given", "withdrawn"]
        for n in range(60):
            answer = answers[n * 5 % 6 if n % 4 else n % 6]
            everywhere = answer == "withdrawn" and n % 3 > 0
            at = start + timedelta(hours=n // 2)
            note_consents([Word(crowd[n * 7 % 12].pk, "marketing", answer, "page", at, everywhere=everywhere)])
            refresh_stale()
            found = counted(None).get(purpose(desk, "marketing").pk, Counts(0, 0))
            assert (found.agreed, found.withdrawn) == slowly(crowd)


def slowly(crowd: list[Identity]) -> tuple[int, int]:
    keys = [one.pk for one in crowd]
    owners = dict(Identity.objects.filter(pk__in=keys).values_list("pk", "customer_id"))
    stands, of = standing(keys), {}
    for key, owner in owners.items():
        of.setdefault(owner, set()).add(agreed(stands, key, "marketing"))
    yes = sum(True in said for said in of.values())
    return yes, sum(False in said and True not in said for said in of.values())


def test_the_list_costs_the_same_whatever_its_length(desk, base):
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk[1].get(base)
        return len(captured)

    desk[1].get(base)
    few = statements()
    with in_workspace(desk[0].pk):
        anna = identify([Claim("email", "a@b.org")])["email", "a@b.org"]
        for n in range(5):
            keep_purpose(code=f"p{n}", names=BOTH, texts=BOTH)
            note_consents([Word(anna.pk, f"p{n}", "given", "page")])
    assert statements() == few


def test_a_count_opens_the_list_of_those_who_stand_so(desk, base):
    workspace, client = desk
    client.get(base)
    with in_workspace(workspace.pk):
        for n, answer in enumerate(["given", "given", "withdrawn", "asked"]):
            (found,) = identify([Claim("email", f"{answer}{n}@b.org", f"Name {answer} {n}")]).values()
            note_consents([Word(found.pk, "marketing", answer, "page")])
        refresh_stale()
    page = client.get(base).content.decode()
    for state, n in (("given", 2), ("withdrawn", 1), ("asked", 1)):
        link = f"/w/{workspace.slug}/customers/?consent=marketing:{state}"
        assert link in page
        html = client.get(link).content.decode()
        assert html.count(f">Name {state}") == html.count('data-pick') == n
        assert "Offers and news: " in html


def test_who_sees_few_customers_counts_those(desk, base):
    workspace, _ = desk
    with in_workspace(workspace.pk):
        found = identify([Claim("email", "a@b.org")])["email", "a@b.org"]
        note_consents([Word(found.pk, "marketing", "given", "page")])
        refresh_stale()
        narrow = accounts.member(workspace, role="agent")
        narrow.scope = "own"
        assert counted(narrow) == {}
        assert counted(None)[purpose(desk, "marketing").pk].agreed == 1


@pytest.mark.parametrize("consent", ["marketing", "x:y", "marketing:given'", "m" * 300 + ":given", "marketing:\x00"])
def test_what_is_no_condition_narrows_nothing(desk, consent):
    workspace, client = desk
    with in_workspace(workspace.pk):
        identify([Claim("email", "a@b.org", "Anna")])
    assert "Anna" in client.get(f"/w/{workspace.slug}/customers/", {"consent": consent}).content.decode()
