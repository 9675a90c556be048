from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from nitka.customers.actions import Claim, identify, keep_purpose
from nitka.customers.known import Attribute, AttributeKind
from nitka.customers.models import Customer, Identity, Proposal
from nitka.customers.queries import agreed, standing
from nitka.inbound.models import InboundLog, Quarantine
from nitka.inbound.tests.factories import arrive
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.collector import digest as digesting
from nitka.moments.collector.sources import create_source
from nitka.moments.collector.tests.factories import digest_all, event, request, tell
from nitka.moments.models import Arrival, Holding, Moment, Source

pytestmark = pytest.mark.django_db(transaction=True)


def kinds() -> list[str]:
    return list(Moment.objects.order_by("id").values_list("kind", flat=True))


def reasons() -> dict[str, str]:
    """Of what became nothing, by its key."""
    return dict(Arrival.objects.exclude(reason="").values_list("key", "reason"))


def whose(kind: str, value: str) -> Customer:
    return Identity.objects.select_related("customer").get(kind=kind, value=value).customer


def people() -> int:
    return Customer.objects.filter(merged_into_id=None).count()


def test_events_become_moments_of_whom_they_name(source, inside):
    page = event("page", anonymousId="d1", properties={"path": "/cranes?email=a@b.c", "title": "Краны"})
    signed = event(userId="u1", event="Signed Up", properties={"plan": "pro", "seats": 3})
    tell(source, signed, page, event("screen", userId=7, name="Home"))
    assert kinds() == ["signed_up", "page", "screen"]
    first, second, _ = Moment.objects.order_by("id")
    assert first.data == {"plan": "pro", "seats": 3}
    assert first.channel_id == source.pk
    assert second.data == {"path": "/cranes", "title": "Краны"}
    assert whose("user", "u1") != whose("device", "d1")
    assert whose("user", "7")


def test_an_anonymous_id_that_is_null_is_as_if_it_were_not_there(source, inside):
    tell(source, event(anonymousId=None, userId="u1"), event("identify", anonymousId=None, userId="u1", traits={}))
    assert not reasons()
    assert people() == 1
    assert not Identity.objects.filter(kind="device").exists()
    tell(source, event(anonymousId=None))
    assert "nobody" in reasons().values()


def test_a_raw_request_goes_once_it_is_digested(source, inside):
    tell(source, event(userId="u1"))
    assert not InboundLog.objects.exists()
    assert not Quarantine.objects.exists()


def test_the_clients_clock_is_corrected_by_when_it_says_it_sent(source, inside):
    ten_years_off = datetime.now(UTC) - timedelta(days=3650)
    sent = (ten_years_off + timedelta(seconds=90)).isoformat()
    tell(source, event(userId="u1", timestamp=ten_years_off.isoformat()), sentAt=sent)
    off = datetime.now(UTC) - Moment.objects.get().at
    assert timedelta(seconds=88) < off < timedelta(seconds=99)


def test_without_sent_at_the_time_is_taken_as_it_is_but_never_after_receipt(source, inside):
    tell(source, event(userId="u1", timestamp="2026-01-02T03:04:05.678Z"), event(userId="u1", timestamp="2126-01-01"))
    first, second = Moment.objects.order_by("id")
    assert first.at == datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=UTC)
    assert second.at < datetime.now(UTC)


def test_what_comes_again_counts_once_however_often(source, company, inside):
    one = event(userId="u1", messageId="same")
    tell(source, one, one)
    tell(source, one)
    arrive(request(source, one), request(source, one, event(userId="u1")))
    digest_all()
    assert len(kinds()) == 2
    row = Source.objects.get(pk=source.pk)
    assert (row.taken, row.repeated, row.refused) == (2, 4, 0)
    other = create_source(workspace=company, name="Другой")[0]
    tell(other, one)
    assert len(kinds()) == 3


def test_a_bad_event_in_a_good_batch_is_answered_for_by_itself(source, inside):
    bad = {
        "no id": event(), "nobody": event(userId="undefined"), "what": {"type": "dance", "userId": "u"}, "nameless":
        event(event="", userId="u"), "alias": event("alias", userId="u"), "group": event("group", userId="u"),
        "large": {"refused": "too_large"},
    }  # fmt: skip
    given = [one | {"messageId": key} for key, one in bad.items()]
    tell(source, event(userId="u1"), *given, "text", None, event(userId="u2"))
    assert len(kinds()) == 2
    assert reasons() == {
        "no id": "nobody", "event:nobody": "nobody", "what": "unknown_type", "nameless": "no_name", "alias": "no_alias",
        "group": "no_group", "large": "too_large", "": "not_an_object",
    }  # fmt: skip
    assert Arrival.objects.get(key="what").given["type"] == "dance"
    assert Source.objects.get(pk=source.pk).refused == 9


def test_an_event_that_cannot_be_stored_is_found_by_halves(source, inside, monkeypatch):
    real = digesting.told

    def told(one):
        if one.name == "Poison":
            raise RuntimeError("no")
        return real(one)

    monkeypatch.setattr(digesting, "told", told)
    arrive(request(source, *(event(userId=f"u{n}", event="Poison" if n == 5 else "Good") for n in range(9))),
           request(source, event(userId="z", event="Good")))  # fmt: skip
    digest_all()
    assert kinds().count("good") == 9
    assert list(reasons().values()) == ["unstorable"]
    assert Source.objects.get(pk=source.pk).taken == 9
    assert not Quarantine.objects.exists()


def test_who_signs_in_brings_what_their_browser_did(source, inside):
    tell(source, event("page", anonymousId="d1"))
    tell(source, event("identify", userId="u1", anonymousId="d1", traits={"email": "Anna@Example.org", "phone":
         "8 916 123-45-67", "firstName": "Анна", "lastName": "К"}))  # fmt: skip
    anna = whose("email", "anna@example.org")
    assert anna == whose("device", "d1") == whose("user", "u1") == whose("phone", "+79161234567")
    assert (anna.name, people()) == ("Анна К", 1)
    assert Identity.objects.get(kind="email").status == "verified"


def test_two_logins_in_one_browser_stay_two(source, inside):
    tell(source, event("identify", userId="u1", anonymousId="d1"), event("identify", userId="u2", anonymousId="d1"))
    assert whose("user", "u1") != whose("user", "u2")
    tell(source, event(userId="u2", anonymousId="d1"))
    assert Moment.objects.get().identity_id == Identity.objects.get(value="u2").pk


def test_a_page_anybody_can_read_the_key_of_proves_no_address(page, inside):
    identify([Claim("email", "anna@example.org")])
    tell(page, event("identify", userId="u1", anonymousId="d1", traits={"email": "anna@example.org"}))
    assert whose("user", "u1") == whose("device", "d1") != whose("email", "anna@example.org")
    assert Proposal.objects.count() == 1
    tell(page, event("identify", userId="u1", traits={"email": "new@example.org"}))
    assert Identity.objects.get(value="new@example.org").status == "stated"
    assert whose("email", "new@example.org") == whose("user", "u1")


def test_an_alias_leads_an_earlier_id_to_the_login(source, inside):
    tell(source, event(anonymousId="d1"))
    tell(source, event("alias", previousId="d1", userId="u1"))
    assert whose("device", "d1") == whose("user", "u1")
    tell(source, event("alias", previousId="u1", userId="u1"))
    assert people() == 1
    assert not reasons()


def test_traits_are_attributes_and_the_later_word_holds(source, inside):
    def say(day, **traits):
        tell(source, event("identify", userId="u1", timestamp=f"2026-03-0{day}T00:00:00Z", traits=traits))

    sorts = {"plan": "text", "loyalty_points": "number", "city": "text", "vip": "yesno", "birthday": "date"}
    AttributeKind.objects.bulk_create(AttributeKind(key=key, sort=sort) for key, sort in sorts.items())
    say(2, plan="pro", loyaltyPoints=120, address={"city": "Мытищи"}, vip=True, password="1", avatar="http://x")
    say(1, plan="free", birthday="1990-05-06")
    found = dict(Attribute.objects.values_list("key", "value"))
    assert found == {"plan": "pro", "loyalty_points": 120, "city": "Мытищи", "vip": True, "birthday": "1990-05-06"}
    say(3, plan=None)
    assert not Attribute.objects.filter(key="plan").exists()


def test_an_order_is_a_thing_with_its_money(source, inside):
    goods = [{"product_id": "1", "name": "Кран", "quantity": 2}]
    order = {"order_id": "10428", "total": 48900.004, "currency": "RUB", "products": goods}
    tell(source, event(userId="u1", event="Order Completed", properties=order))
    back = {"order_id": "10428", "total": 900, "currency": "RUB"}
    tell(source, event(userId="u1", event="Order Refunded", properties=back))
    assert kinds() == ["order.placed", "refund"]
    assert Moment.objects.order_by("id")[0].data["total"] == {"amount": "48900.00", "currency": "RUB"}
    held = Holding.objects.get()
    assert (held.key, str(held.total), str(held.refunded)) == ("10428", "48900.0000", "900.0000")
    customer = whose("user", "u1")
    assert (customer.orders, str(customer.spent), customer.currency) == (1, "48000.0000", "RUB")


def test_an_order_counts_once_though_it_comes_twice_and_backwards(source, inside):
    placed = event(userId="u1", event="Order Completed", timestamp="2026-03-01T00:00:00Z", properties={"order_id": "1",
                   "total": 10, "currency": "USD"})  # fmt: skip
    gone = event(userId="u1", event="Order Cancelled", timestamp="2026-03-02T00:00:00Z", properties={"order_id": "1"})
    tell(source, gone)
    tell(source, placed, placed)
    assert Holding.objects.get().state == "cancelled"
    assert whose("user", "u1").orders == 0


def test_who_refused_analytics_is_served_and_not_watched(source, inside):
    refused = {"consent": {"categoryPreferences": {"Analytics": False, "Functional": True}}}
    both = {"userId": "u1", "anonymousId": "d1"}
    order = event(**both, event="Order Completed", properties={"order_id": "1"})
    tell(source, event("page", **both), order, event("page", anonymousId="d1"), context=refused)
    assert kinds() == ["order.placed"]
    assert not Identity.objects.filter(kind="device").exists()
    assert set(Arrival.objects.exclude(reason="").values_list("reason", "given")) == {("no_consent", None)}


def test_consents_to_our_purposes_are_written_down_once(source, page, inside):
    def say(at, yes):
        tell(at, event("identify", userId="u1", traits={"email": "anna@example.org"},
             context={"consent": {"categoryPreferences": {"marketing": yes, "Advertising": True}}}))  # fmt: skip
        with in_workspace(inside.id):
            mail = Identity.objects.get(kind="email").pk
            return agreed(standing([mail]), mail, "marketing")

    assert say(page, True) is None
    assert say(source, True) is True
    assert say(source, True) is True
    assert say(page, False) is False


def test_a_programs_yes_is_not_enough_where_a_purpose_is_asked_twice(source, inside):
    both = {"en": "News", "ru": "Новости"}
    with in_workspace(inside.id):
        keep_purpose(code="news", names=both, texts=both, asks_twice=True)
    for yes in (True, False):
        tell(source, event("identify", userId="u1", context={"consent": {"categoryPreferences": {"news": yes}}}))
        with in_workspace(inside.id):
            login = Identity.objects.get(kind="user").pk
            assert agreed(standing([login]), login, "news") is (None if yes else False)


def test_batch_context_is_merged_into_events(source, inside):
    refused = {"consent": {"categoryPreferences": {"Analytics": False}}}
    own = {"consent": {"categoryPreferences": {"Analytics": True}}}
    tell(source, event("page", userId="u1"), event("page", userId="u1", context=own), context=refused)
    assert len(kinds()) == 1


def test_statements_do_not_grow_with_the_batch(source, company):
    def count(people: int) -> int:
        names = [f"{people}-{n}" for n in range(people)]
        traits = {name: {"email": f"a{name}@example.org", "plan": "pro"} for name in names}
        known = [event("identify", userId=name, anonymousId=f"d{name}", traits=traits[name]) for name in names]
        order = {"order_id": 1}
        bought = [event(userId=name, event="Order Completed", properties=order) for name in names]
        arrive(request(source, *known, *bought))
        with CaptureQueriesContext(connection) as asked:
            digest_all()
        return len(asked)

    count(1)
    assert count(3) == count(40)
    with in_workspace(company.id):
        assert Moment.objects.count() == 44


def test_a_source_that_was_revoked_meanwhile_is_digested_still(source, inside):
    arrive(request(source, event(userId="u1")))
    Source.objects.update(revoked_at=datetime.now(UTC))
    digest_all()
    assert len(kinds()) == 1


def test_the_last_good_ones_are_shown_and_older_ones_go(source, inside, monkeypatch):
    monkeypatch.setattr("nitka.moments.collector.arrivals.KEPT", (("reason = '' and {0}.notes is null", 15),))
    for _ in range(2):
        tell(source, *(event(userId="u1", event=f"E{n}") for n in range(25)))
    assert Arrival.objects.count() == 15
    assert Arrival.objects.order_by("-id")[0].name == "E24"
    assert Source.objects.get(pk=source.pk).taken == 50
