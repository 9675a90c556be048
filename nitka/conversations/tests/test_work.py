import pytest

from nitka.accounts.tests import factories as accounts
from nitka.conversations.models import Delivery, Message, Reading
from nitka.conversations.tests.desk import open_desk, path_of, signed_in, write
from nitka.conversations.tests.factories import arrive, contact, digest_all
from nitka.customers import actions as customers
from nitka.customers.models import Identity, Proposal
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_answer_goes_where_the_customer_wrote_and_is_in_the_answered_part():
    desk = open_desk()
    number = write(desk).number
    response = desk.post(f"{number}/replies/", {"text": "On my way"})
    assert response.status_code == 200
    assert "On my way" in response.content.decode()
    with in_workspace(desk.workspace.pk):
        sent = Message.objects.get(direction="out")
        assert (sent.channel_id, sent.author_id) == (desk.channel.pk, desk.member.pk)


def test_an_answer_to_an_address_that_is_not_the_customers_is_refused_and_nothing_is_lost():
    desk = open_desk()
    number = write(desk).number
    stranger = write(desk, "s2")
    response = desk.post(f"{number}/replies/", {"text": "x", "to": f"{desk.channel.pk}:{stranger.identity_id}"})
    assert response.status_code == 422
    assert "toast" in response.content.decode()
    with in_workspace(desk.workspace.pk):
        assert not Message.objects.filter(direction="out").exists()


def test_an_empty_answer_is_refused_in_words():
    desk = open_desk()
    response = desk.post(f"{write(desk).number}/replies/", {"text": "  "})
    assert response.status_code == 422
    assert "Write something" in response.content.decode()


def test_without_scripts_an_answer_leads_back_to_the_thread():
    desk = open_desk()
    number = write(desk).number
    response = desk.post(f"{number}/replies/", {"text": "Plain"}, parts="")
    assert path_of(response) == desk.url(f"{number}/")


def test_a_note_has_no_delivery():
    desk = open_desk()
    desk.post(f"{write(desk).number}/notes/", {"text": "Careful"})
    with in_workspace(desk.workspace.pk):
        assert Message.objects.get(text="Careful").direction == "note"
        assert not Delivery.objects.exists()


def test_closing_offers_to_open_again():
    desk = open_desk()
    number = write(desk).number
    answer = desk.post(f"{number}/closure/").content.decode()
    assert desk.url(f"{number}/reopening/") in answer
    assert desk.only().status == "closed"
    desk.post(f"{number}/reopening/")
    assert desk.only().status == "open"


def test_a_conversation_is_taken_given_and_put_back():
    desk = open_desk()
    number = write(desk).number
    other = accounts.member(desk.workspace, name="Илья Руденко")
    for chosen, expected in (("me", desk.member.pk), (str(other.pk), other.pk), ("", None)):
        assert desk.post(f"{number}/assignment/", {"member": chosen}).status_code == 200
        assert desk.only().assignee_id == expected


def test_who_only_observes_is_given_nothing_and_it_says_so():
    desk = open_desk()
    number = write(desk).number
    observer = accounts.member(desk.workspace, name="Нина Орлова", role="observer")
    answer = desk.post(f"{number}/assignment/", {"member": str(observer.pk)})
    assert answer.status_code == 422
    assert "Нина Орлова only observes" in answer.content.decode()
    assert desk.only().assignee_id is None


def test_an_observer_reads_and_may_change_nothing():
    desk = open_desk(role="observer")
    number = write(desk).number
    assert "You may read here" in desk.get(f"{number}/").content.decode()
    for path in ("replies/", "notes/", "closure/", "reopening/", "assignment/"):
        assert desk.post(f"{number}/{path}", {"text": "x"}).status_code == 403


def test_a_stated_address_of_another_is_accepted_or_refused():
    desk = open_desk()
    write(desk, "s1")
    arrive(contact(desk.channel, "s1", email="anna@shop.example"))
    number = write(desk, "s2").number
    arrive(contact(desk.channel, "s2", email="anna@shop.example"))
    digest_all()
    with in_workspace(desk.workspace.pk):
        key = Proposal.objects.get().pk
    assert "Is it the same person?" in desk.get(f"{number}/").content.decode()
    desk.post(f"{number}/proposals/{key}/", {"accept": "1"}, parts="talk customer")
    with in_workspace(desk.workspace.pk):
        assert Identity.objects.values("customer_id").distinct().count() == 1


def test_a_pair_that_was_computed_is_not_called_said():
    desk = open_desk()
    number = write(desk, "s1").number
    write(desk, "s2")
    with in_workspace(desk.workspace.pk):
        mine, other = (Identity.objects.get(value=value) for value in ("s1", "s2"))
        customers.propose([customers.Likely(other.pk, mine.pk, 0.9, [("name_same", 4.0)])])
    page = desk.get(f"{number}/").content.decode()
    assert "whose data are much like theirs" in page
    assert "They say this address is theirs" not in page
    assert "Ask to confirm" not in page


def test_a_pair_is_decided_only_where_one_of_the_two_writes():
    desk = open_desk()
    for session in ("s1", "s2"):
        write(desk, session)
        arrive(contact(desk.channel, session, email="anna@shop.example"))
        digest_all()
    elsewhere = write(desk, "s3").number
    with in_workspace(desk.workspace.pk):
        key = Proposal.objects.get().pk
    assert desk.post(f"{elsewhere}/proposals/{key}/", {"accept": "1"}, parts="talk customer").status_code == 404
    with in_workspace(desk.workspace.pk):
        assert Proposal.objects.get().decision == ""


def test_a_read_conversation_is_no_longer_bold_until_the_customer_writes_again():
    desk = open_desk()
    number = write(desk).number
    bold = 'class="row unread"'
    assert bold in desk.get("?view=all").content.decode()
    with in_workspace(desk.workspace.pk):
        upto = Message.objects.get().pk
    assert desk.post(f"{number}/reading/", {"upto": upto}).status_code == 204
    assert bold not in desk.get("?view=all").content.decode()
    with in_workspace(desk.workspace.pk):
        assert Reading.objects.count() == 1
        assert Message.objects.get().meta["seen"]
    write(desk, "s1", "Are you there?")
    assert bold in desk.get("?view=all").content.decode()


def test_colleagues_see_who_is_looking():
    desk = open_desk()
    number = write(desk).number
    other = signed_in(accounts.member(desk.workspace, name="Ilya Rudenko"))
    other.post(f"/w/{desk.workspace.slug}/presence/", {"conversation": number})
    answer = desk.client.post(f"/w/{desk.workspace.slug}/presence/", {"conversation": number}).content.decode()
    assert "Ilya Rudenko is looking" in answer


def test_a_colleague_with_two_windows_is_seen_in_both_until_each_is_closed():
    desk = open_desk()
    slug, here, there = desk.workspace.slug, write(desk, "s1").number, write(desk, "s2").number
    other = signed_in(accounts.member(desk.workspace, name="Ilya Rudenko"))

    def beats(**fields):
        other.post(f"/w/{slug}/presence/", fields)

    def seen(number) -> bool:
        return "Ilya Rudenko is looking" in desk.client.get(desk.url(f"{number}/")).content.decode()

    beats(conversation=here, tab="a1")
    beats(conversation=there, tab="b2")
    assert (seen(here), seen(there)) == (True, True)
    beats(tab="a1", left=1)
    assert (seen(here), seen(there)) == (False, True)
    beats(conversation=there, tab="'; drop")  # no word of a window: a page without one
    beats(tab="b2", left=1)
    assert seen(there)


def test_the_desk_has_one_heartbeat_and_it_says_which_conversation():
    desk = open_desk()
    slug = desk.workspace.slug
    assert f'data-presence="/w/{slug}/presence"' in desk.client.get(f"/w/{slug}/tasks/").content.decode()
    page = desk.client.get(f"/w/{slug}/inbox/").content.decode()
    assert f'data-presence="/w/{slug}/presence"' not in page
    assert f'data-presence="/w/{slug}/presence/"' in page


def test_what_failed_is_listed_with_its_reason_and_sent_again():
    desk = open_desk()
    number = write(desk).number
    desk.post(f"{number}/replies/", {"text": "Lost"})
    with in_workspace(desk.workspace.pk):
        Delivery.objects.update(state="failed", reason="mailbox_full")
        key = Delivery.objects.get().pk
    page = desk.client.get(f"/w/{desk.workspace.slug}/settings/outbox/").content.decode()
    assert "mailbox is full" in page
    assert "Not sent: The customer’s mailbox is full" in desk.get(f"{number}/").content.decode()
    assert desk.post(f"{number}/deliveries/{key}/attempts/").status_code == 200
    with in_workspace(desk.workspace.pk):
        assert Delivery.objects.get().state == "waiting"
