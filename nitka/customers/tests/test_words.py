from datetime import UTC, datetime

import pytest
from django.utils import translation

from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, call, enter, identify, merge, undo
from nitka.customers.models import Customer, Identity, Merge, Proposal
from nitka.customers.preview import preview
from nitka.customers.words import explained, reasons, survived, why
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db

PHONE = Claim("phone", "+79161234567", how="code")


@pytest.fixture(autouse=True)
def workspace():
    made = accounts.workspace()
    with in_workspace(made.id):
        yield made


def merged() -> Merge:
    """A browser and a phone that were known apart, and one day named together."""
    clock.set(datetime(2026, 3, 3, 9, tzinfo=UTC))
    try:
        identify([Claim("visitor", "v"), PHONE])
        identify([Claim("visitor", "v", also=(PHONE,))])
    finally:
        clock.set(None)
    return Merge.objects.get()


@pytest.mark.parametrize(("language", "said"), [
    ("en", ["Both contacts were named together, and both are proven",
            "Phone +7\N{NO-BREAK SPACE}916\N{NO-BREAK SPACE}123-45-67: confirmed by a code on 3 March 2026"]),
    ("ru", ["Оба контакта названы вместе, и оба подтверждены",
            "Телефон +7\N{NO-BREAK SPACE}916\N{NO-BREAK SPACE}123-45-67: подтверждён кодом 3 марта 2026"]),
])  # fmt: skip
def test_a_merge_is_explained_in_words(language, said):
    done = merged()
    with translation.override(language):
        lines = explained([done])[done.pk]
    assert lines[0] == said[0]
    assert said[1] in lines


def test_a_person_is_quoted():
    one, other = (found.customer for found in identify([Claim("user", "1"), Claim("user", "2")]).values())
    done = merge(into=one, source=other, why="Она сама сказала")
    assert explained([done])[done.pk] == ["Она сама сказала"]


@pytest.mark.parametrize("code", ["together", "unproven", "weaker", "weak", "nothing", "repeated", "role", "disguised",
                                  "quarantined", "apart", "many:user", "computed", "matched", ""])  # fmt: skip
def test_every_reason_has_words_of_its_own_in_both_languages(code):
    said = set()
    for language in ("en", "ru"):
        with translation.override(language):
            said.add(why(code))
    assert len(said) == 2


def test_a_preview_says_what_wins_and_why_and_is_what_the_merge_then_does():
    anna, _ = enter(claims=[Claim("email", "a@b.org")], name="Анна", language="ru")
    full, _ = enter(claims=[Claim("phone", "+79161234567"), Claim("user", "1")], name="Анна Соколова")
    seen = preview(anna, full)
    name, language = seen.fields
    assert (name.conflict, name.becomes.text, name.why) == (True, "Анна Соколова", "fuller")
    with translation.override("en"):
        assert survived(name.why) == "it is fuller"
    assert (language.conflict, language.becomes.text, language.why) == (False, "ru", "only")
    assert {kind: tuple(map(len, sides)) for kind, sides in seen.identities.items()} == {
        "email": (1, 0), "phone": (0, 1), "user": (0, 1)}  # fmt: skip
    assert (seen.too_many, seen.apart) == ("", False)
    done = merge(into=anna, source=full)
    now = Customer.objects.get(pk=anna.pk)
    assert (now.name, now.language) == ("Анна Соколова", "ru")
    undo(merge=done)
    assert Customer.objects.get(pk=anna.pk).name == "Анна"
    assert preview(anna, full).apart


def test_what_a_member_wrote_wins_over_everything():
    anna, _ = enter(claims=[Claim("email", "a@b.org")], name="Анна")
    full, _ = enter(claims=[Claim("user", "1")], name="Анна Сергеевна Соколова")
    call(customer=anna, name="Аня")
    assert preview(anna, full).fields[0].why == "hand"
    merge(into=full, source=anna)
    assert Customer.objects.get(pk=full.pk).name == "Аня"


def test_two_logins_are_more_than_one_person_has():
    one, other = (found.customer for found in identify([Claim("user", "1"), Claim("user", "2")]).values())
    assert preview(one, other).too_many == "user"
    assert Identity.objects.count() == 2


def test_reasons_are_read_for_and_against_the_strongest_first():
    made = Proposal(
        reasons=[["city_same", 1.2], ["phone_digit", 9.1], ["birth_differs", -4.5], ["name_diminutive", 5.0]]
    )
    with translation.override("ru"):
        speaks, against = reasons(made)
    assert [(one.text, one.strength) for one in speaks] == [
        ("Телефоны отличаются одной цифрой", "решает"),
        ("Одно имя, один раз краткое", "сильно"),
        ("Один город", "едва"),
    ]
    assert [(one.text, one.strength) for one in against] == [("Разные дни рождения", "сильно")]
