"""Rule 9 from the visitor's side: who types somebody's address sees nothing of theirs, whichever door they ask."""

import json
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import httpx
import pytest

from nitka.accounts.tests.factories import member
from nitka.conversations.actions.reply import reply
from nitka.conversations.actions.written import Destination
from nitka.conversations.chat import tokens
from nitka.conversations.chat.doors import OPEN, WITH_SESSION
from nitka.conversations.models import Conversation, Message
from nitka.conversations.tests.factories import chat, digest_all
from nitka.customers.actions import Claim, answer_confirmation, ask_to_confirm, decide, identify
from nitka.customers.models import Customer, Identity, Proposal
from nitka.kit.db.tenancy import in_workspace
from nitka.realtime import topics

EMAIL, PHONE = "anna@b.org", "+79161234567"
SECRET = "тайна"  # a word of hers, of her file and of what she was answered


class Talk:
    """One visitor: a session of their own at a channel's doors."""

    def __init__(self, site, channel):
        self.http = httpx.Client(base_url=f"{site}/chat/{channel.pk}/", timeout=20)
        begun = self.http.post("sessions", json={}).json()
        self.http.headers["Authorization"] = f"Bearer {begun['session']}"
        (topic,) = heard(begun["stream"])
        self.session = topic.partition(":")[2]

    def writes(self, text, **more):
        id = str(uuid4())
        assert self.http.post("messages", json={"id": id, "text": text, **more}).status_code == 202
        digest_all()
        return id

    def states(self, **contact):
        answer = self.http.post("contact", json=contact)
        digest_all()
        return answer

    def reads(self):
        return self.http.get("messages").text


def heard(stream):
    """What a signed address of the stream lets one hear."""
    return topics.read(parse_qs(urlsplit(stream).query)["t"][0]).topics


@pytest.fixture
def anna(site, channel, company):
    """Her address and number are proven; she wrote, sent a file and was answered."""
    her = Talk(site, channel)
    with in_workspace(company.id):
        claims = [Claim("email", EMAIL, "Анна"), Claim("phone", PHONE)]
        identify([Claim("visitor", her.session, "Анна", also=tuple(claims))])
    her.upload = her.http.post("files", files={"file": (f"{SECRET}.txt", SECRET.encode())}).json()["id"]
    her.message = her.writes(f"Моя {SECRET}", files=[her.upload])
    with in_workspace(company.id):
        her.conversation = Conversation.objects.get()
        her.answer = answered(her, member(company), f"Ваша {SECRET} у нас")
    yield her
    her.http.close()


@pytest.fixture
def stranger(site, channel):
    talk = Talk(site, channel)
    yield talk
    talk.http.close()


def answered(whom, by, text):
    """A member answers in a visitor's chat. Within the workspace."""
    conversation = Conversation.objects.filter(messages__identity__value=whom.session).first()
    to = Destination(conversation.channel, Identity.objects.get(value=whom.session))
    return reply(conversation=conversation, text=text, to=to, author=by)


def ask(talk, anna, method, name):
    """Ask a door for what is hers, with all that a stranger could know or guess of her."""
    bodies = {
        ("POST", "sessions"): {"json": {"session": anna.session}},
        ("GET", "stream"): {"params": {"session": anna.session}},
        ("POST", "messages"): {"json": {"id": anna.message, "text": "А что у меня?", "session": anna.session}},
        ("GET", "messages"): {"params": {"after": str(UUID(int=0)), "session": anna.session}},
        ("POST", "contact"): {"json": {"email": EMAIL, "phone": PHONE, "name": "Анна"}},
        ("POST", "files"): {"files": {"file": ("a.txt", b"x")}},
        ("POST", "typing"): {"json": {"session": anna.session}},
        ("POST", "receipts"): {"json": {"read": str(anna.answer.pk), "delivered": str(anna.answer.pk)}},
        ("GET", "config"): {},
    }
    answer = talk.http.request(method, name, **bodies[method, name])
    digest_all()
    return answer


def sees_nothing(talk, anna):
    """Every door is asked; none says a word of hers, and none lets one hear more than oneself."""
    for method, name in (*OPEN, *WITH_SESSION):
        answer = ask(talk, anna, method, name)
        said = json.loads(answer.text) if answer.text else {}
        assert answer.status_code < 500
        for word in (SECRET, anna.session, str(anna.answer.pk), str(anna.conversation.pk), "Анна", EMAIL, PHONE):
            assert word not in json.dumps(said, ensure_ascii=False), (method, name, word)
        if isinstance(said, dict) and "stream" in said and name == "stream":
            assert heard(said["stream"]) == (topics.visitor(talk.session),)
    refused = talk.http.post("messages", json={"id": str(uuid4()), "text": "", "files": [anna.upload]})
    assert refused.status_code == 422


def test_who_types_an_address_that_is_anothers_sees_nothing_at_any_door(anna, stranger, company):
    assert SECRET in anna.reads()
    stranger.writes("Здравствуйте, это я")
    stranger.states(email=EMAIL, phone=PHONE, name="Анна")
    sees_nothing(stranger, anna)
    with in_workspace(company.id):
        assert Proposal.objects.filter(decision="").exists()
        assert Message.objects.get(pk=anna.answer.pk).deliveries.get().state != "read"
        mine = Conversation.objects.filter(messages__identity__value=stranger.session).distinct().get()
        assert mine.pk != anna.conversation.pk


def test_what_she_is_answered_later_does_not_come_to_who_typed_her_address(anna, stranger, company):
    stranger.writes("Здравствуйте, это я")
    stranger.states(email=EMAIL)
    with in_workspace(company.id):
        answered(anna, member(company), f"Ещё одна {SECRET}")
    assert f"Ещё одна {SECRET}" in anna.reads()
    sees_nothing(stranger, anna)


@pytest.mark.parametrize("way", ["a member says so", "proven by a code"])
def test_even_as_one_customer_a_session_reads_only_what_it_wrote_and_received(anna, stranger, company, way):
    stranger.writes("Здравствуйте, это я")
    stranger.states(email=EMAIL)
    with in_workspace(company.id):
        who = Identity.objects.get(value=stranger.session)
        if way == "proven by a code":
            asked = ask_to_confirm(identity=Identity.objects.get(kind="email"), claimant=who)
            assert answer_confirmation(confirmation=asked, yes=True, how="code")
        else:
            for proposal in Proposal.objects.filter(decision=""):
                decide(proposal=proposal, accept=True, member_id=member(company).pk)
        assert Customer.objects.filter(merged_into_id=None).count() == 1
    sees_nothing(stranger, anna)
    stranger.writes("Что с моим заказом?")
    with in_workspace(company.id):
        answered(stranger, member(company), "Едет")
    assert "Едет" in stranger.reads()
    assert SECRET not in stranger.reads()


def test_an_address_nobody_has_joins_and_opens_nothing_of_who_comes_to_have_it(stranger, site, channel, company):
    """First typed, then somebody else proves it: what the first one wrote is not theirs, nor the other way round."""
    stranger.writes(f"Моя {SECRET}")
    stranger.states(email=EMAIL)
    owner = Talk(site, channel)
    owner.writes("Здравствуйте")
    with in_workspace(company.id):
        identify([Claim("visitor", owner.session, also=(Claim("email", EMAIL, "Анна"),))])
    assert SECRET not in owner.reads()
    owner.writes("Есть что-нибудь для меня?")
    assert SECRET not in owner.reads()
    assert "Есть что-нибудь" not in stranger.reads()
    owner.http.close()


def test_the_address_of_a_file_of_hers_opens_at_no_other_channel(anna, site, company):
    (row,) = [one for one in anna.http.get("messages").json()["data"] if one["files"]]
    (file,) = row["files"]
    assert httpx.get(f"{site}{file['url']}").text == SECRET
    other = chat(company)
    token = file["url"].rpartition("/")[2]
    assert httpx.get(f"{site}/chat/{other.pk}/files/{token}").status_code == 404
    assert tokens.read_download(other.pk, token) is None
