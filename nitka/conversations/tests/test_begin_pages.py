"""The form on which a conversation is begun."""

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nitka.accounts.actions import create_team
from nitka.accounts.models import Scope
from nitka.accounts.tests import factories as accounts
from nitka.channels.registry import adapter
from nitka.conversations import actions
from nitka.conversations.models import (
    Assignment,
    Attachment,
    Beginning,
    Canned,
    Conversation,
    Delivery,
    Draft,
    Habits,
    Label,
    Labelling,
    Message,
    Pending,
)
from nitka.conversations.tests.desk import Desk, open_desk, path_of, queries, signed_in
from nitka.conversations.tests.factories import mail
from nitka.conversations.tests.threads import ANNA, came
from nitka.customers.actions import Claim, enter, restrict
from nitka.customers.models import Identity
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.ids import uuid7
from nitka.moments.models import Moment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk():
    made = open_desk()
    with in_workspace(made.workspace.pk):
        Habits.objects.create(member_id=made.member.pk, undo_letters=0)
    return made


@pytest.fixture
def anna(desk) -> Identity:
    mail(desk.workspace)
    with in_workspace(desk.workspace.pk):
        enter(claims=[Claim("email", ANNA)], name="Anna Sokolova")
        return Identity.objects.get()


def page(desk: Desk, anna: Identity, **more: str) -> str:
    asked = "&".join(f"{name}={value}" for name, value in more.items())
    answer = desk.get(f"new/?customer={anna.customer_id}&{asked}")
    assert answer.status_code == 200
    return answer.content.decode()


def filled(desk: Desk, anna: Identity, **fields: object) -> dict[str, object]:
    """What the form holds as it is opened, with what was written."""
    html = page(desk, anna)
    key = re.search(r'name="key" value="([^"]+)"', html)
    to = re.search(r'<option value="([^"]+)" selected', html)
    assert key
    assert to
    given = {"key": key[1], "customer": anna.customer_id, "to": to[1], "subject": "Order 118", "text": "It has come."}
    return given | fields


def test_a_letter_is_written_and_one_lands_in_its_thread(desk, anna):
    answer = desk.post("new/", filled(desk, anna), parts="")
    assert path_of(answer) == desk.url("1/")
    with in_workspace(desk.workspace.pk):
        row, message = Conversation.objects.get(), Message.objects.get()
        assert (row.assignee_id, message.subject, message.text) == (desk.member.pk, "Order 118", "It has come.")
        assert message.identity_id == anna.pk
    thread = desk.get("1/").content.decode()
    assert "You began this conversation" in thread
    assert "we wrote first" in thread
    assert "It has come." in thread


def test_the_same_form_sent_twice_begins_one(desk, anna):
    form = filled(desk, anna)
    first, second = (desk.post("new/", form, parts="") for _ in range(2))
    assert path_of(first) == path_of(second) == desk.url("1/")
    with in_workspace(desk.workspace.pk):
        assert Message.objects.count() == 1
        assert Beginning.objects.get().text is None


def test_what_is_wrong_is_said_and_nothing_that_was_written_is_lost(desk, anna):
    for fields, words in (
        ({"subject": " "}, "Give it a subject"),
        ({"text": "  "}, "Write something or add a file"),
        ({"cc": "no address"}, "is not an e-mail address"),
        ({"text": "Dear {customer.first_name}"}, "Not filled in"),
        ({"to": "x"}, "no longer one of the customer"),
        ({"who": f"member:{uuid7()}"}, "is no longer here"),
        ({"at": "gibberish"}, "When is that?"),
    ):
        form = filled(desk, anna, who="", cc="b@example.org") | fields
        answer = desk.post("new/", form, parts="")
        html = answer.content.decode()
        assert (answer.status_code, words in html) == (422, True), words
        assert f'value="{form["key"]}"' in html
        assert all(str(form[name]).strip() in html for name in ("subject", "text", "cc"))
    with in_workspace(desk.workspace.pk):
        assert not Conversation.objects.exists()


def test_what_is_missing_is_said_beside_its_field_all_at_once_and_by_us(desk, anna):
    upload = {"uploads": SimpleUploadedFile("bill.txt", b"118 roubles")}
    for fields, said in (
        ({"subject": "", **upload}, {"subject": "Give it a subject"}),
        ({"text": ""}, {"text": "Write something or add a file"}),
        ({"subject": "", "text": " "}, {"subject": "Give it a subject", "text": "Write something or add a file"}),
    ):
        answer = desk.post("new/", filled(desk, anna, cc="b@example.org", who="", **fields), parts="")
        html = answer.content.decode()
        beside = dict(re.findall(r'id="begin-(\w+)-e"[^>]*>.*?<span>([^<:]+)', html))
        assert (answer.status_code, beside) == (422, said)
        assert html.count('aria-invalid="true"') == len(said)
        assert 'role="alert" id="problem"' not in html
        assert "b@example.org" in html
        assert ("bill.txt" in html) == ("uploads" in fields)
    assert "novalidate" in html


def test_a_channel_without_subjects_asks_for_none(desk, anna, monkeypatch):
    assert "selected data-subject data-copies" in page(desk, anna)
    mail_now = adapter("email")
    monkeypatch.setattr(mail_now, "capabilities", replace(mail_now.capabilities, subject=False))
    assert "selected data-copies" in page(desk, anna)
    assert path_of(desk.post("new/", filled(desk, anna, subject=""), parts="")) == desk.url("1/")


def test_a_restricted_customer_is_told_of_before_and_refused_after(desk, anna):
    form = filled(desk, anna)
    with in_workspace(desk.workspace.pk):
        restrict(customer_id=anna.customer_id)
    assert "asked that nothing be done" in page(desk, anna)
    answer = desk.post("new/", form, parts="")
    assert (answer.status_code, "asked that nothing be done" in answer.content.decode()) == (422, True)
    profile = desk.client.get(f"/w/{desk.workspace.slug}/customers/{anna.customer_id}/").content.decode()
    assert "/inbox/new/" not in profile


def test_the_customers_page_leads_to_the_form(desk, anna):
    profile = desk.client.get(f"/w/{desk.workspace.slug}/customers/{anna.customer_id}/").content.decode()
    assert f"/inbox/new/?customer={anna.customer_id}" in profile


def test_files_go_with_it_by_name_of_an_upload_and_without_scripts(desk, anna):
    upload = desk.client.post(
        f"/w/{desk.workspace.slug}/files/", {"file": SimpleUploadedFile("bill.txt", b"118 roubles")}
    ).json()["id"]
    refused = desk.post("new/", filled(desk, anna, subject="", files=[upload]), parts="")
    assert "bill.txt" in refused.content.decode()
    form = filled(desk, anna, files=[upload], uploads=SimpleUploadedFile("act.txt", b"signed"))
    desk.post("new/", form, parts="")
    with in_workspace(desk.workspace.pk):
        assert set(Attachment.objects.values_list("name", flat=True)) == {"bill.txt", "act.txt"}


def test_what_one_has_begun_is_kept_and_there_when_one_comes_back(desk, anna):
    form = filled(desk, anna, cc="boris@example.org", known="0")
    assert desk.post("new/draft/", form).json() == {"version": 1}
    html = page(desk, anna)
    assert f'value="{form["key"]}"' in html
    assert all(text in html for text in ("Order 118", "It has come.", "boris@example.org"))
    stale = desk.post("new/draft/", form | {"text": "Otherwise"})
    assert (stale.status_code, stale.json()["text"]) == (409, "It has come.")
    assert desk.post("new/draft/", form | {"text": "More", "known": "1"}).json() == {"version": 2}
    assert 'data-known="2"' in desk.post("new/", form | {"subject": ""}, parts="").content.decode()
    colleague = Desk(desk.workspace, other := accounts.member(desk.workspace), signed_in(other), desk.channel)
    assert "It has come." not in page(colleague, anna)
    assert colleague.post("new/draft/", form | {"text": "Mine"}).status_code == 422
    assert colleague.post("new/", form, parts="").status_code == 422
    desk.post("new/", form, parts="")
    assert "It has come." not in page(desk, anna)
    assert desk.post("new/draft/", form | {"text": "Too late", "known": "2"}).json() == {"version": 3}
    with in_workspace(desk.workspace.pk):
        assert Beginning.objects.get().text is None


def test_nothing_is_kept_of_an_empty_form_and_a_draft_is_thrown_away(desk, anna):
    form = filled(desk, anna, known="0")
    assert desk.post("new/draft/", form | {"text": "", "subject": ""}).json() == {"version": 0}
    with in_workspace(desk.workspace.pk):
        assert not Beginning.objects.exists()
    desk.post("new/draft/", form)
    answer = desk.post("new/", form | {"do": "away"}, parts="")
    assert path_of(answer) == f"/w/{desk.workspace.slug}/customers/{anna.customer_id}/"
    with in_workspace(desk.workspace.pk):
        assert not Beginning.objects.exists()


def test_it_can_wait_for_its_seconds_and_says_so(desk, anna):
    with in_workspace(desk.workspace.pk):
        Habits.objects.update(undo_letters=10)
    desk.post("new/", filled(desk, anna), parts="")
    with in_workspace(desk.workspace.pk):
        pending = Pending.objects.get()
    thread = desk.get("1/").content.decode()
    assert f'action="{desk.url(f"1/pending/{pending.pk}/")}" data-swap="talk composer-1"' in thread


def taken_back(desk: Desk, form: dict[str, object], parts: str = "") -> object:
    """The letter is sent and taken back within its seconds: the answer."""
    with in_workspace(desk.workspace.pk):
        Habits.objects.update(undo_letters=10)
    number = path_of(desk.post("new/", form, parts="")).rstrip("/").rpartition("/")[2]
    with in_workspace(desk.workspace.pk):
        pending = Pending.objects.get()
    return desk.post(f"{number}/pending/{pending.pk}/", {"do": "back"}, parts=parts)


def test_a_first_letter_that_is_taken_back_takes_its_conversation_with_it_and_stands_in_the_form(desk, anna):
    with in_workspace(desk.workspace.pk):
        team = create_team(name="Service")
    upload = desk.client.post(
        f"/w/{desk.workspace.slug}/files/", {"file": SimpleUploadedFile("bill.txt", b"118 roubles")}
    ).json()["id"]
    more = {"cc": "Boris <boris@example.org>", "who": f"team:{team.pk}", "files": [upload]}
    answer = taken_back(desk, filled(desk, anna, **more))
    assert answer["Location"] == desk.url(f"new/?customer={anna.customer_id}")
    with in_workspace(desk.workspace.pk):
        for of in (Conversation, Pending, Message, Assignment, Draft, Delivery):
            assert not of.objects.exists(), of
        assert not Moment.objects.exists()
    html = page(desk, anna)
    said = ("Order 118", "It has come.", "boris@example.org", "bill.txt", "no conversation was begun")
    assert all(text in html for text in said)
    assert f'value="team:{team.pk}" selected' in html
    assert "There is an open conversation" not in html
    assert desk.get("1/").status_code == 404
    assert path_of(desk.post("new/", filled(desk, anna), parts="")) == desk.url("2/")


def test_a_page_that_swaps_parts_is_led_to_the_form(desk, anna):
    answer = taken_back(desk, filled(desk, anna), parts="talk composer-1")
    assert (answer.status_code, answer["Nitka-Location"]) == (204, desk.url(f"new/?customer={anna.customer_id}"))


@pytest.mark.parametrize("meanwhile", ["note", "label", "assignment", "answer"])
def test_a_conversation_that_something_hangs_on_by_now_stays_and_the_letter_is_its_draft(desk, anna, meanwhile):
    with in_workspace(desk.workspace.pk):
        Habits.objects.update(undo_letters=10)
    desk.post("new/", filled(desk, anna), parts="")
    colleague = accounts.member(desk.workspace)
    with in_workspace(desk.workspace.pk):
        row, pending = Conversation.objects.get(), Pending.objects.get()
        if meanwhile == "note":
            actions.note(conversation=row, text="Call her first", author=colleague)
        elif meanwhile == "label":
            Labelling.objects.create(conversation_id=row.pk, label_id=Label.objects.create(name="Urgent").pk)
        elif meanwhile == "assignment":
            actions.assign(conversation=row, member=colleague, by=colleague)
        else:
            came(anna_channel(desk), ANNA, "Where is it?")
    assert desk.post(f"1/pending/{pending.pk}/", {"do": "back"}).status_code == 200
    with in_workspace(desk.workspace.pk):
        assert Conversation.objects.get().pk == row.pk
        assert Draft.objects.get().text == "It has come."
        assert Pending.objects.get().state == "cancelled"


def test_a_first_letter_that_has_gone_takes_nothing_back(desk, anna):
    with in_workspace(desk.workspace.pk):
        Habits.objects.update(undo_letters=10)
    desk.post("new/", filled(desk, anna), parts="")
    with in_workspace(desk.workspace.pk):
        pending = Pending.objects.get()
        assert actions.send_now(pending=pending)
        assert actions.unbegin(pending=pending, by=desk.member) is None
    answer = desk.post(f"1/pending/{pending.pk}/", {"do": "back"})
    assert (answer.status_code, "has gone out already" in answer.content.decode()) == (422, True)
    with in_workspace(desk.workspace.pk):
        assert Message.objects.count() == 1


def test_a_team_or_a_colleague_may_have_it(desk, anna):
    with in_workspace(desk.workspace.pk):
        team = create_team(name="Service")
    answer = desk.post("new/", filled(desk, anna, who=f"team:{team.pk}"), parts="")
    assert path_of(answer) == desk.url("1/")
    with in_workspace(desk.workspace.pk):
        row = Conversation.objects.get()
        assert (row.assignee_id, row.team_id) == (None, team.pk)


def test_canned_answers_know_the_customer_and_not_the_number(desk, anna):
    with in_workspace(desk.workspace.pk):
        Canned.objects.create(
            title="Come", text_en="{customer.first_name}, № {conversation.number}", text_ru="{customer.first_name}"
        )
    rows = desk.get(f"new/canned/?customer={anna.customer_id}").json()["canned"]
    assert rows[0]["text"].startswith("Anna")


def test_an_open_conversation_with_them_is_named(desk, anna):
    with in_workspace(desk.workspace.pk):
        came(anna_channel(desk), ANNA, "Where is it?")
    assert 'href="' + desk.url("1/") in page(desk, anna)


def anna_channel(desk: Desk):
    from nitka.channels.models import Channel

    return Channel.objects.get(kind="email")


def test_who_may_not_answer_or_does_not_see_them_may_not_write(anna, desk):
    observer = accounts.member(desk.workspace, role="observer")
    asked = f"new/?customer={anna.customer_id}"
    assert Desk(desk.workspace, observer, signed_in(observer), desk.channel).get(asked).status_code == 403
    with in_workspace(desk.workspace.pk):
        narrow = accounts.member(desk.workspace)
        narrow.scope = Scope.OWN
        narrow.save()
    theirs = Desk(desk.workspace, narrow, signed_in(narrow), desk.channel)
    assert theirs.get(asked).status_code == 404
    assert theirs.post("new/", {"customer": anna.customer_id}, parts="").status_code == 404
    assert theirs.get("new/?customer=x").status_code == 404
    stranger = theirs.get("new/?address=boris@example.org").content.decode()
    with in_workspace(desk.workspace.pk):
        enter(claims=[Claim("email", "boris@example.org")], name="Boris Ilyin")
    key = re.search(r'name="key" value="([^"]+)"', stranger)
    to = re.search(r'<option value="([^"]+)" selected', stranger)
    given = {"key": key[1], "address": "boris@example.org", "to": to[1], "subject": "Hi", "text": "Hello"}
    late = theirs.post("new/", given, parts="")
    assert (late.status_code, "whom you do not see" in late.content.decode()) == (422, True)
    assert "Ilyin" not in late.content.decode()
    found = theirs.get(f"new/?address={ANNA}")
    assert (found.status_code, "whom you do not see" in found.content.decode()) == (422, True)
    assert "Anna Sokolova" not in theirs.get("new/?q=Anna").content.decode()


def test_whom_it_is_for_is_found_by_a_few_letters_or_an_address(desk, anna):
    for asked in ("sokol", ANNA):
        html = desk.get(f"new/?q={asked}", parts="found").content.decode()
        assert f"new/?customer={anna.customer_id}" in html
        assert "<html" not in html
        assert "Nobody has this address" not in html
    assert "Nobody of that name" in desk.get("new/?q=nikanor").content.decode()
    assert desk.get(f"new/?address={ANNA}")["Location"].endswith(f"?customer={anna.customer_id}&to={anna.pk}")
    assert desk.get("new/?address=nobody").status_code == 422


def test_an_address_that_nobody_has_makes_a_customer_once_the_letter_goes(desk, anna):
    stranger = "boris@example.org"
    assert f"new/?address={stranger.replace('@', '%40')}" in desk.get(f"new/?q={stranger}").content.decode()
    html = desk.get(f"new/?address={stranger}").content.decode()
    key, to = re.search(r'name="key" value="([^"]+)"', html), re.search(r'<option value="([^"]+)" selected', html)
    form = {"key": key[1], "address": stranger, "to": to[1], "subject": "", "text": "Hello", "known": "0"}
    assert desk.post("new/", form | {"name": "Boris"}, parts="").status_code == 422
    assert desk.post("new/draft/", form | {"name": "Boris"}).json() == {"version": 1}
    assert stranger in desk.get("new/").content.decode()
    assert "Hello" in desk.get(f"new/?address={stranger}").content.decode()
    with in_workspace(desk.workspace.pk):
        assert not Identity.objects.filter(value=stranger).exists()
    answer = desk.post("new/", form | {"name": "Boris", "subject": "Hi"}, parts="")
    assert path_of(answer) == desk.url("1/")
    with in_workspace(desk.workspace.pk):
        made = Identity.objects.select_related("customer").get(value=stranger)
        assert (made.status, made.customer.name, Message.objects.get().identity_id) == ("stated", "Boris", made.pk)
    assert path_of(desk.post("new/", form | {"subject": "Hi"}, parts="")) == desk.url("1/")
    with in_workspace(desk.workspace.pk):
        assert Message.objects.count() == 1


def test_the_list_the_panel_and_the_palette_lead_to_it(desk, anna):
    with in_workspace(desk.workspace.pk):
        came(anna_channel(desk), ANNA, "Where is it?")
    html = desk.get("1/").content.decode()
    assert f'href="{desk.url("new/")}" data-key="c"' in html
    assert f'{desk.url("new/")}?customer={anna.customer_id}' in html

    def urls(asked: str) -> list[str]:
        rows = desk.client.get(f"/w/{desk.workspace.slug}/palette/?q={asked}").json()["rows"]
        return [row["url"] for row in rows if "/inbox/new/" in row.get("url", "")]

    assert urls("") == [desk.url("new/")]
    assert urls("Sokolova") == [f"{desk.url('new/')}?customer={anna.customer_id}"]
    assert urls("boris@example.org") == [f"{desk.url('new/')}?address=boris%40example.org"]
    observer = accounts.member(desk.workspace, role="observer")
    theirs = Desk(desk.workspace, observer, signed_in(observer), desk.channel)
    assert "/inbox/new/" not in theirs.get("1/").content.decode()
    assert theirs.client.get(f"/w/{desk.workspace.slug}/palette/?q=Sokolova").json()["rows"]


def test_the_form_costs_the_same_whatever_the_number_of_addresses(desk, anna):
    def cost() -> int:
        return len(queries(lambda: page(desk, anna)))

    cost()
    few = cost()
    with in_workspace(desk.workspace.pk):
        for n in range(5):
            enter(claims=[Claim("email", ANNA), Claim("email", f"a{n}@example.org")])
    assert cost() == few
