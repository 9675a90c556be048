"""What a member may not see shows nowhere: every page and every list of the API, asked with every id there is."""

from dataclasses import dataclass, replace
from itertools import product
from uuid import UUID

import pytest
from django.test import Client

from nitka.accounts import actions as accounts
from nitka.accounts.models import Member, Workspace
from nitka.accounts.tests import factories
from nitka.conversations import actions
from nitka.conversations.models import Attachment, Conversation
from nitka.conversations.queries import visible_ids, visible_to, way_to
from nitka.conversations.tests.factories import arrive, chat, contact, digest_all, said
from nitka.customers import actions as customers
from nitka.customers.models import Company, Customer, Proposal
from nitka.feedback.actions.rate import rate
from nitka.feedback.models import RatingRequest, Task
from nitka.insight import page as insight
from nitka.insight.filters import parse
from nitka.kit import blobs
from nitka.kit.db.tenancy import in_workspace
from tests.test_two_workspaces import FIXED, WRONG_METHOD, Address, guarded_addresses

pytestmark = pytest.mark.django_db

# key → (who has it, whose team's it is)
TALKS = {
    "mine": ("me", None),
    "nobodys": (None, None),
    "others": ("other", None),
    "usfree": (None, "us"),
    "ustaken": ("other", "us"),
    "themfree": (None, "them"),
    "themtaken": ("other", "them"),
}
SEEN = {
    "own": {"mine", "nobodys", "usfree"},
    "team": {"mine", "nobodys", "usfree", "ustaken"},
    "all": set(TALKS),
}
ASKED = ("", "?view=all&rows=300", "?view=closed", "?view=open", "?q=Anna", "?who=unhappy", "?view=unassigned")


@dataclass
class House:
    workspace: Workspace
    me: Member
    ids: dict[str, UUID]

    def program(self) -> Client:
        secret = accounts.create_token(workspace=self.workspace, name="t", member=self.me)[1]
        return Client(headers={"Authorization": f"Bearer {secret}"}, raise_request_exception=False)

    def browser(self) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(self.me.user)
        return client


@pytest.fixture(scope="module")
def made(module_db: None) -> House:
    workspace = factories.workspace()
    me, other = factories.member(workspace, name="Вера"), factories.member(workspace, name="Олег")
    channel = chat(workspace)
    file = {"name": "чек.txt", "type": "text/plain", "size": 3, "sha256": blobs.store(workspace.id, b"abc")}
    arrive(*(said(channel, key, f"secret-{key}", files=[file]) for key in TALKS))
    digest_all()
    arrive(*(contact(channel, key, name=f"Anna-{key}") for key in TALKS))
    digest_all()
    with in_workspace(workspace.id):
        people = {"me": me, "other": other}
        teams = {
            "us": accounts.create_team(name="Us", member_ids=[me.pk]),
            "them": accounts.create_team(name="Them", member_ids=[other.pk]),
        }
        ids = {}
        for key, (who, whose) in TALKS.items():
            ids[key] = _work(key, people.get(who or ""), teams.get(whose or ""), other)
        firm = customers.found_company(name="Everybody's")
        for person in Customer.objects.filter(merged_into_id=None):
            customers.affiliate(company=firm, customer=person)
        Task.objects.update(owner_id=None)
        for key in TALKS:  # each may be the same person as everybody else
            _paired(ids["mine"], ids[key])
        me = Member.objects.select_related("user").get(pk=me.pk)
    return House(workspace, me, ids)


@pytest.fixture
def house(made: House) -> House:
    with in_workspace(made.workspace.id):
        return replace(made, me=Member.objects.select_related("user").get(pk=made.me.pk))


def _work(key: str, who: Member | None, team: object, by: Member) -> UUID:
    talk = Conversation.objects.get(identity__value=key)
    actions.note(conversation=talk, text=f"secret-{key}-note", author=by)
    way = way_to(talk)
    assert way is not None
    actions.reply(conversation=talk, text=f"secret-{key}-answer", to=actions.Destination(*way), author=by)
    actions.close(conversation=talk, by=by)
    rate(request_id=RatingRequest.objects.get(conversation_id=talk.pk).pk, score=1, comment=f"secret-{key}-rated")
    actions.reopen(conversation=talk, by=by)
    actions.assign(conversation=talk, member=who, by=by, team=team)
    return talk.pk


def _paired(one: UUID, other: UUID) -> None:
    """Perhaps the same person."""
    first, second = (Conversation.objects.get(pk=key).identity for key in (one, other))
    if first.pk != second.pk:
        customers.propose([customers.Likely(first.pk, second.pk, 0.9, [("name_same", 4.0)])])


def _scoped(house: House, scope: str) -> None:
    with in_workspace(house.workspace.id):
        Member.objects.update(scope=scope)
    house.me.scope = scope


def _rows(house: House) -> tuple[list[UUID], list[int]]:
    """Ids of every kind of row around one talk that is seen and one that is not, and the numbers people read out."""
    both = {"pk__in": [house.ids["mine"], house.ids["others"]]}
    ids: list[UUID] = []
    for name in ("pk", "messages", "messages__attachments", "messages__deliveries", "ratings", "rating_requests",
                 "tasks", "identity_id", "identity__customer_id", "assignments", "channel_id"):  # fmt: skip
        found = Conversation.objects.filter(**both).order_by().values_list(name, flat=True).distinct()
        ids += [key for key in found if key]
    ids += Proposal.objects.values_list("pk", flat=True)
    ids += Company.objects.values_list("pk", flat=True)
    numbers = Conversation.objects.filter(**both).values_list("number", "tasks__number")
    return ids, sorted({number for pair in numbers for number in pair if number})


def _paths(address: Address, slug: str, ids: list[UUID], numbers: list[int]) -> list[str]:
    sources = [
        numbers if converter == "IntConverter" else ids
        for name, converter in address.parameters
        if name not in {"slug", *FIXED}
    ]
    names = [name for name, _ in address.parameters if name not in {"slug", *FIXED}]
    if not names:
        return [address.fill(slug=slug) + asked for asked in ASKED]
    return [address.fill(slug=slug, **dict(zip(names, keys, strict=True))) for keys in product(*sources)]


def test_nothing_outside_a_scope_shows_anywhere(house: House) -> None:
    _scoped(house, "own")
    hidden = [f"{word}-{key}" for key in set(TALKS) - SEEN["own"] for word in ("secret", "Anna")]
    with in_workspace(house.workspace.id):
        ids, numbers = _rows(house)
    browser, program, shown = house.browser(), house.program(), set()
    for address in guarded_addresses():
        for path in _paths(address, house.workspace.slug, ids, numbers):
            response = (program if address.is_api else browser).get(path)
            assert response.status_code < 500, path
            if response.status_code == WRONG_METHOD:
                break
            text = (b"".join(response) if response.streaming else response.content).decode("utf-8", "replace")
            assert [word for word in hidden if word in text] == [], path
            shown |= {key for key in SEEN["own"] if f"secret-{key}" in text}
    assert shown == SEEN["own"]


@pytest.mark.parametrize("scope", SEEN)
def test_the_condition_is_the_same_for_lists_rows_and_streams(house: House, scope: str) -> None:
    _scoped(house, scope)
    wanted = {house.ids[key] for key in SEEN[scope]}
    with in_workspace(house.workspace.id):
        assert set(visible_to(house.me).values_list("pk", flat=True)) == wanted
        assert visible_ids(house.me, house.ids.values()) == wanted
    page = house.browser().get(f"/w/{house.workspace.slug}/inbox/?view=all").content.decode()
    assert {key for key in TALKS if f"Anna-{key}" in page} == SEEN[scope]
    rows = house.program().get("/api/v1/conversations?limit=200").json()["data"]
    assert {UUID(row["id"]) for row in rows} == wanted


@pytest.mark.parametrize("scope", SEEN)
def test_figures_are_counted_over_what_one_sees(house: House, scope: str) -> None:
    _scoped(house, scope)
    with in_workspace(house.workspace.id):
        shown = insight.build(house.me, parse({"days": "7"}))
    assert shown["now"].n == shown["total"] == len(SEEN[scope])
    assert sum(column.day.now.n for column in shown["columns"]) == len(SEEN[scope])
    assert shown["narrowed"] == (scope != "all")
    page = house.browser().get(f"/w/{house.workspace.slug}/insight/").content.decode()
    assert ("Считаем по" in page) == (scope != "all")


def test_the_files_of_others_are_not_found(house: House) -> None:
    _scoped(house, "own")
    with in_workspace(house.workspace.id):
        keys = [house.ids["mine"], house.ids["others"]]
        found = [Attachment.objects.get(message__conversation_id=key).pk for key in keys]
    answers = [house.browser().get(f"/w/{house.workspace.slug}/files/{key}/").status_code for key in found]
    assert answers == [200, 404]


def test_who_administers_sees_everything_whatever_their_scope(house: House) -> None:
    _scoped(house, "own")
    house.me.role = "administrator"
    with in_workspace(house.workspace.id):
        assert visible_to(house.me).count() == len(TALKS)


def test_nobody_says_that_somebody_out_of_sight_is_the_same_person(house: House) -> None:
    _scoped(house, "own")
    with in_workspace(house.workspace.id):
        mine, hidden, seen = (
            Conversation.objects.get(pk=house.ids[key]).identity for key in ("mine", "others", "nobodys")
        )
        Proposal.objects.all().delete()
        customers.propose([customers.Likely(other.pk, mine.pk, 0.9, []) for other in (hidden, seen)])
        number = Conversation.objects.get(pk=house.ids["mine"]).number
        keys = {row.identity_id: row.pk for row in Proposal.objects.all()}
    home = f"/w/{house.workspace.slug}/inbox/{number}/"
    page = house.browser().get(home).content.decode()
    assert (str(keys[hidden.pk]) in page, str(keys[seen.pk]) in page) == (False, True)
    for path in (f"proposals/{keys[hidden.pk]}/", f"confirmations/{hidden.pk}/"):
        assert house.browser().post(home + path, {"accept": "1"}).status_code == 404
    with in_workspace(house.workspace.id):
        assert set(Proposal.objects.values_list("decision", flat=True)) == {""}


def test_what_one_gives_away_out_of_sight_leads_to_the_list(house: House) -> None:
    _scoped(house, "own")
    with in_workspace(house.workspace.id):
        talk = Conversation.objects.get(pk=house.ids["mine"])
        other = Member.objects.exclude(pk=house.me.pk).get()
    url = f"/w/{house.workspace.slug}/inbox/{talk.number}/assignment/"
    answer = house.browser().post(url, {"member": str(other.pk)}, headers={"Nitka-Part": "talk"})
    assert answer["Nitka-Location"] == f"/w/{house.workspace.slug}/inbox/"


def test_a_token_that_acts_for_an_observer_only_reads(house: House) -> None:
    with in_workspace(house.workspace.id):
        Member.objects.update(role="observer")
    program = house.program()
    assert program.get("/api/v1/conversations").status_code == 200
    path = f"/api/v1/conversations/{house.ids['mine']}/messages"
    assert program.post(path, {"text": "no"}, "application/json").status_code == 403
    assert program.get("/api/v1/quarantine").status_code == 403
