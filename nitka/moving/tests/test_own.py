"""What each program keeps of its own: attributes wait for a purpose, tags are labels, notes and chats are talk."""

from datetime import UTC, datetime

import pytest

from nitka.accounts.models import Member, Role
from nitka.accounts.tests import factories as accounts
from nitka.conversations.actions import put_labels
from nitka.conversations.models import Conversation, Label, Labelling, Message
from nitka.customers.actions import Claim, approve_attribute, describe, enter, save_label
from nitka.customers.actions import put_labels as label_customers
from nitka.customers.known import Attribute, AttributeKind, UnknownAttribute, UnknownValue
from nitka.customers.models import Customer, Identity
from nitka.customers.models import Label as CustomerLabel
from nitka.customers.models import Labelling as Worn
from nitka.kit.db.tenancy import in_workspace
from nitka.moving.actions import take_back
from nitka.moving.programs.intercom import Intercom as IntercomProgram
from nitka.moving.programs.zendesk import Zendesk as ZendeskProgram
from nitka.moving.tests.factories import again, moved, ordered, troubles, work
from nitka.moving.tests.played_chatwoot import Chatwoot
from nitka.moving.tests.played_others import BEGAN, Amo, Bitrix, Intercom, Zendesk
from nitka.moving.tests.serving import served

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(settings):
    settings.INSIDE_NETWORKS = ["127.0.0.0/8"]
    workspace = accounts.workspace()
    accounts.member(workspace, name="Вера", email="vera@uklad.example", role=Role.OWNER)
    return workspace


def waiting(email):
    whose = Identity.objects.get(value=email).customer_id
    return dict(UnknownValue.objects.filter(customer_id=whose).values_list("key", "value"))


def worn(email):
    whose = Identity.objects.get(value=email).customer_id
    return sorted(Worn.objects.filter(now_id=whose).values_list("label__name", flat=True))


def labels(talk):
    return sorted(Label.objects.filter(labellings__conversation_id=talk.pk).values_list("name", flat=True))


def test_an_attribute_that_nobody_gave_a_purpose_waits_apart_and_a_known_one_is_set_where_there_is_none(shop):
    with in_workspace(shop.pk):
        AttributeKind.objects.create(key="plan", sort="text")
    with served(Chatwoot(contacts=3, talks=1)) as there:
        for n, plan in ((1, "gold"), (2, "silver")):
            there.contacts[n]["custom_attributes"] = {"plan": plan, "Любимый цвет": "синий", "x": {"deep": 1}, "": "y"}
        made = moved(shop, "chatwoot", **there.given())
        with in_workspace(shop.pk):
            assert set(Attribute.objects.values_list("value", flat=True)) == {"gold", "silver"}
            assert waiting("c1@shop.example") == {"lyubimyy_tsvet": "синий", "city": "Тула"}
            assert set(UnknownAttribute.objects.values_list("key", flat=True)) == {"lyubimyy_tsvet", "city"}
            first = Identity.objects.get(value="c1@shop.example").customer
            describe(customer=first, attributes={"plan": "platinum"}, origin="member")
        ordered(shop, made, "customers")
        work()
    with in_workspace(shop.pk):
        assert set(Attribute.objects.values_list("value", flat=True)) == {"platinum", "silver"}


def test_labels_come_with_conversations_and_are_taken_back_with_them(shop):
    with in_workspace(shop.pk):
        mine = Label.objects.create(name="VIP")
    with served(Chatwoot(contacts=2, talks=3)) as there:
        there.talks[1]["labels"] = ["vip", "доставка", "x" * 90]
        there.talks[2]["labels"] = ["Доставка", 7, None, {"a": 1}]
        made = moved(shop, "chatwoot", **there.given())
        ordered(shop, made, "conversations")
        work()
    with in_workspace(shop.pk):
        first, second = (Conversation.objects.get(subject=f"Слово {n}-0") for n in (1, 2))
        assert labels(first) == ["VIP", "x" * 39 + "…", "доставка"]
        assert "доставка" in labels(second)
        assert Label.objects.get(name="VIP") == mine
        put_labels(conversations=[second], on=[mine], by=Member.objects.get())
        take_back(of=again(made))
    work()
    with in_workspace(shop.pk):
        assert list(Conversation.objects.values_list("pk", flat=True)) == [second.pk]
        assert set(Labelling.objects.values_list("conversation_id", flat=True)) == {second.pk}


def test_a_move_taken_back_takes_what_waited_for_a_purpose_and_what_got_one(shop):
    with served(Chatwoot(contacts=2, talks=0)) as there:
        there.contacts[1]["custom_attributes"] = {"plan": "gold"}
        made = moved(shop, "chatwoot", "customers", **there.given())
    with in_workspace(shop.pk):
        approve_attribute(unknown=UnknownAttribute.objects.get(key="plan"), name="Тариф", purpose="Обслуживание",
                          owner_id=None, personal=False)  # fmt: skip
        assert Attribute.objects.get().value == "gold"
        take_back(of=made)
    work()
    with in_workspace(shop.pk):
        assert not UnknownValue.objects.exists()
        assert not Attribute.objects.exists()
        assert not Customer.objects.exists()


def test_labels_of_people_come_off_with_the_move_but_for_those_that_were_there(shop, monkeypatch):
    zendesk = Zendesk(users=2, tickets=0)
    for user in zendesk.users:
        user["tags"] = ["b2b", "  VIP "]
    with in_workspace(shop.pk):
        anna, _new = enter(claims=[Claim("email", "c1@shop.example", status="verified")], name="Анна")
        label_customers(customers=[anna], on=[save_label(label=CustomerLabel(name="vip"))], by=None)
    with served(zendesk) as there:
        monkeypatch.setattr(ZendeskProgram, "base", lambda self, given: f"{there.url}/api/v2")
        made = moved(shop, "zendesk", "customers", host="uklad.zendesk.com", email="olga@uklad.example", token="zt-1")
    with in_workspace(shop.pk):
        assert worn("c1@shop.example") == worn("c2@shop.example") == ["b2b", "vip"]
        take_back(of=made)
    work()
    with in_workspace(shop.pk):
        assert list(Customer.objects.values_list("name", flat=True)) == ["Анна"]
        assert worn("c1@shop.example") == ["vip"]


def test_zendesk_and_intercom_bring_fields_and_tags(shop, monkeypatch):
    zendesk, intercom = Zendesk(users=2, tickets=1), Intercom(contacts=2, talks=1)
    zendesk.users[1] |= {"user_fields": {"loyalty": 5, "vip": True, "empty": None}, "tags": ["b2b", "b2b"]}
    zendesk.tickets[1] |= {"tags": ["refund"]}
    intercom.contacts[0]["custom_attributes"] = {"plan": "pro", "seats": 3}
    talk = intercom.talk
    monkeypatch.setattr(intercom, "talk", lambda n: talk(n) | {"tags": {"tags": [{"id": "1", "name": "bug"}]}})
    with served(zendesk) as one, served(intercom) as other:
        monkeypatch.setattr(ZendeskProgram, "base", lambda self, given: f"{one.url}/api/v2")
        monkeypatch.setattr(IntercomProgram, "regions", {"us": other.url})
        moved(shop, "zendesk", host="uklad.zendesk.com", email="olga@uklad.example", token="zt-1")
        moved(shop, "intercom", region="us", token="it-1")
    with in_workspace(shop.pk):
        assert waiting("c2@shop.example") == {"loyalty": 5, "vip": True}
        assert worn("c2@shop.example") == ["b2b"]
        assert waiting("c0@shop.example") == {"plan": "pro", "seats": 3}
        assert labels(Conversation.objects.get(subject="Тема 1")) == ["refund"]
        assert labels(Conversation.objects.get(subject="Тема 0")) == ["bug"]


def note(n, whose, kind, at=0, **params):
    return {"id": n, "entity_id": whose, "created_by": 5, "updated_by": 5, "created_at": BEGAN + at,
            "updated_at": BEGAN + at, "note_type": kind, "params": params, "account_id": 1}  # fmt: skip


def test_amocrm_brings_notes_messages_and_calls_as_a_conversation_and_its_own_fields(shop):
    there = Amo(contacts=300, leads=0)
    there.contacts[0]["custom_fields_values"] += [
        {"field_id": 9, "field_name": "Город", "field_code": None, "values": [{"value": "Тула"}]},
        {"field_id": 8, "field_name": "Интересы", "field_code": None, "values": [{"value": "чай"}, {"value": "кофе"}]},
    ]
    there.contacts[0]["_embedded"]["tags"] = [{"id": 1, "name": "опт"}]
    there.notes = [
        note(1, 1, "common", 0, text="Любит чай"), note(2, 2, "common", 1, text="Другой"),
        note(3, 1, "sms_out", 60, text="Заказ готов", phone="+79160000001"), note(4, 1, "sms_in", 90, text="Спасибо"),
        note(5, 1, "call_in", 120, phone="+79160000001", duration=125, call_result="перезвонить",
             link="https://r.example/1.mp3"),
        note(6, 1, "service_message", 130, text="робот"), note(7, None, "common", 1, text="ничья"), {"id": 8},
    ]  # fmt: skip
    with served(there):
        made = moved(shop, "amocrm", "customers", "conversations", url=there.url, token="at-1")
        there.notes.append(note(9, 1, "sms_in", 600, text="Ещё вопрос"))
        ordered(shop, made, "conversations")
        work()
    assert (again(made).counts["conversations"], again(made).counts["messages"]) == (2, 6)
    with in_workspace(shop.pk):
        talk = Conversation.objects.get(identity__customer__name="Клиент 1")
        said = Message.objects.filter(conversation_id=talk.pk).order_by("position")
        assert [(one.direction, one.text) for one in said] == [
            ("note", "Любит чай"), ("out", "Заказ готов"), ("in", "Спасибо"),
            ("note", "☎ ← +79160000001 · 2:05 · перезвонить\nhttps://r.example/1.mp3"), ("in", "Ещё вопрос"),
        ]  # fmt: skip
        assert said[0].author.name == "Вера"
        assert (talk.status, talk.preview) == ("closed", "Ещё вопрос")
        assert waiting("c1@shop.example") == {"gorod": "Тула", "interesy": ["чай", "кофе"]}
        assert worn("c1@shop.example") == ["опт"]


def session(*lines, **more):
    said = {str(n): {"id": str(n), "chatid": "2010", "senderid": sender, "date": f"2023-05-30T07:4{k}:34+02:00",
                     "text": words, "params": {}} for k, (n, sender, words) in enumerate(lines)}  # fmt: skip
    return {"chatId": 2010, "sessionId": 7, "users": {
        "1": {"id": 1, "name": "Вера", "connector": False}, "44": {"id": 44, "name": "Гость", "connector": True}},
        "message": said, "files": [], **more}  # fmt: skip


def line(n, session_id, contact="1", over="Y"):
    whose = [{"ENTITY_ID": contact, "ENTITY_TYPE_ID": "3", "TYPE": "IM"}] if contact else []
    return {"ID": str(n), "ASSOCIATED_ENTITY_ID": str(session_id), "COMPLETED": over,
            "CREATED": "2023-05-30T07:40:00+02:00", "COMMUNICATIONS": whose}  # fmt: skip


def test_bitrix24_brings_chats_of_open_lines_where_the_webhook_may_read_them(shop):
    there = Bitrix(contacts=2)
    there.rights = ["crm", "imopenlines"]
    there.lines = [line(1, 7), line(2, 8, over="N"), line(3, 9, contact=""), line(4, 10)]
    there.sessions = {
        7: session((11, "0", "Обращение назначено"), (12, "44", "Где заказ?"), (13, "1", "Едет")),
        8: session((21, "44", "Есть скидки?")), 10: session((31, "0", "робот"), message=[]),
    }  # fmt: skip
    with served(there):
        made = moved(shop, "bitrix24", "customers", "conversations", hook=f"{there.url}{Bitrix.path}/")
    assert made.state == "done"
    assert {one for one in troubles(made) if one[1] != "5"} == {
        ("conversations", "3", "nobody"), ("conversations", "10 1 over", "nobody"),
    }  # fmt: skip
    with in_workspace(shop.pk):
        talk = Conversation.objects.get(messages__text="Где заказ?")
        said = Message.objects.filter(conversation_id=talk.pk).order_by("position")
        assert [(one.direction, one.text) for one in said] == [("in", "Где заказ?"), ("out", "Едет")]
        assert (talk.status, said[0].at) == ("closed", datetime(2023, 5, 30, 5, 41, 34, tzinfo=UTC))
        assert talk.identity.customer.name == "Клиент 1"
        assert Conversation.objects.get(messages__text="Есть скидки?").status == "open"


def test_bitrix24_brings_fields_a_company_made_by_their_names(shop):
    there = Bitrix(contacts=1)
    there.fields |= {
        "UF_CRM_1": {"type": "enumeration", "isMultiple": True, "title": "UF_CRM_1", "listLabel": "Интересы",
                     "items": [{"ID": "51", "VALUE": "чай"}, {"ID": "52", "VALUE": "кофе"}]},
        "UF_CRM_2": {"type": "date", "title": "UF_CRM_2", "listLabel": "Дата визита"},
        "UF_CRM_3": {"type": "boolean", "title": "UF_CRM_3", "formLabel": "Опт"},
        "UF_CRM_4": {"type": "file", "title": "UF_CRM_4", "listLabel": "Скан"},
    }  # fmt: skip
    there.rows["crm.contact.list"][0] |= {
        "UF_CRM_1": [51, 52, 99], "UF_CRM_2": "2023-05-30T03:00:00+03:00", "UF_CRM_3": "1", "UF_CRM_4": {"id": 1},
    }  # fmt: skip
    with served(there):
        moved(shop, "bitrix24", "customers", hook=f"{there.url}{Bitrix.path}/")
    with in_workspace(shop.pk):
        assert waiting("c1@shop.example") == {"interesy": ["чай", "кофе"], "data_vizita": "2023-05-30", "opt": True}
