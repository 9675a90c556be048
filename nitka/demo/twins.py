"""Customers who may be one person, are one, or only share a telephone: made by the verbs, some days ago."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from nitka.accounts.models import Member
from nitka.customers.actions import (
    Claim,
    Likely,
    account_of,
    call,
    decide,
    describe,
    enter,
    identify,
    merge,
    propose,
    undo,
)
from nitka.customers.models import Customer, Proposal
from nitka.kit import clock

# Two names, the contacts they are known by, how probable it is that they are one, and why
PAIRS: tuple[tuple[str, str, Claim, Claim, float, tuple[tuple[str, float], ...]], ...] = (
    ("Тимур Ахметов", "Ахметов Т.", Claim("phone", "+79035512047", how="code"),
     Claim("phone", "+79035512048", status="stated", how="stated"), 0.96,
     (("phone_digit", 7.4), ("surname_same", 4.8), ("name_initial", 2.1), ("city_same", 1.2), ("email_differs", -1.6))),
    ("Анна Кудрявцева", "Аня Кудрявцева", Claim("email", "anna.kudr@mail.example"),
     Claim("email", "anna.kudr@post.example"), 0.93,
     (("email_user_same", 6.2), ("name_diminutive", 4.1), ("surname_same", 4.0), ("city_same", 1.1))),
    ("Олег Дрёмин", "Oleg Dremin", Claim("email", "o.dremin@mail.example"), Claim("telegram", "odremin"), 0.71,
     (("surname_translit", 4.4), ("name_translit", 2.6), ("city_differs", -1.9))),
    ("Дарья Ким", "Rbv Lfhmz", Claim("phone", "+79262040918", how="code"), Claim("email", "d.kim@work.example"), 0.58,
     (("name_layout", 5.1), ("surname_same", 1.4), ("email_differs", -1.1))),
    ("Людмила Ветрова", "Лариса Ветрова", Claim("email", "l.vetrova@mail.example"),
     Claim("phone", "+79161107730", how="code"), 0.23,
     (("surname_rare", 5.6), ("address_same", 4.9), ("name_differs", -7.2), ("birth_differs", -4.3))),
)  # fmt: skip
FAMILY = ("Мария Левченко", "Игорь Левченко", "Степан Левченко", "Алёна Левченко", "Роман Левченко")
FAMILY_PHONE = "+79167770102"


def twins(members: list[Member], now: datetime) -> None:
    """A few of each sort, the latest an hour ago."""
    for days, live in enumerate(_lives(members), 1):
        with clock.travel(now - timedelta(days=days, hours=1)):
            live()


def _lives(members: list[Member]) -> Iterator[Callable[[], object]]:
    agent, manager = members[1:3]
    yield lambda: propose([likely(*pair) for pair in PAIRS])
    yield lambda: _by_a_rule("Виктор Остапенко", "v.ostapenko@mail.example", "u-20418")
    yield lambda: merge(
        into=_person("Павел Игнатьев", Claim("email", "p.ignatyev@mail.example")),
        source=_person("Паша", Claim("vk", "p_ignat")), why="Ссылку прислал сам в письме", member_id=agent.pk,
    )  # fmt: skip
    yield lambda: undo(merge=merge(
        into=_person("Нина Дорохова", Claim("phone", "+79265550114", how="code")),
        source=_person("Н. Дорохова", Claim("email", "n.dorohova@post.example")),
        why="Похоже на одну и ту же", member_id=manager.pk,
    ), member_id=agent.pk)  # fmt: skip
    yield lambda: _refused(agent)
    yield _family


def _person(name: str, claim: Claim, city: str = "") -> Customer:
    customer, _ = enter(claims=[claim], name=name, language="ru")
    if city:
        describe(customer=customer, attributes={"city": city}, origin="demo")
    return customer


def likely(
    first: str, second: str, one: Claim, other: Claim, probability: float, reasons: tuple[tuple[str, float], ...]
) -> Likely:
    """Two customers of these names and contacts, entered now, as the matcher would propose them."""
    away = any(code == "city_differs" for code, _ in reasons)
    cities = ("Химки", "Тверь" if away else "Химки")
    keys = [
        account_of(_person(name, claim, city)).pk
        for name, claim, city in zip((first, second), (one, other), cities, strict=True)
    ]
    return Likely(keys[0], keys[1], probability, reasons)


def _by_a_rule(name: str, email: str, login: str) -> None:
    """A mailbox and a login that were known apart, and one day named together, both proven."""
    mail, user = Claim("email", email, name), Claim("user", login, how="login")
    identify([mail, user])
    identify([Claim("user", login, how="login", also=(mail,))])


def _refused(agent: Member) -> None:
    propose([likely("Геннадий Орлов", "Орлов Геннадий", Claim("email", "g.orlov@mail.example"),
                     Claim("phone", "+79105550139", how="code"), 0.61,
                     (("name_order", 4.2), ("surname_same", 3.1), ("patronymic_differs", -3.4)))])  # fmt: skip
    decide(proposal=Proposal.objects.filter(decision="", probability=0.61).latest("at"), accept=False,
           member_id=agent.pk)  # fmt: skip


def _family() -> None:
    """One telephone for five: it goes into quarantine and links nobody."""
    phone = Claim("phone", FAMILY_PHONE, status="stated", how="stated")
    for n, name in enumerate(FAMILY):
        claim = Claim("email", f"levchenko{n}@mail.example", name, also=(phone,))
        call(customer=identify([claim])[claim.key].customer, name=name)
