"""Pairs that likeness proposed and members decided one by one over the months, and what a night learnt from them.

In «Уклад» telephones a digit apart are mostly a family's, bought together; mailboxes of the same name are one person's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from nitka.accounts.models import Member
from nitka.customers.actions import Claim, decide, learn_from_decisions, propose
from nitka.customers.models import Proposal
from nitka.demo.people import LAST, LATIN, MEN
from nitka.demo.twins import likely
from nitka.kit import clock

SEED = 2207
DAYS = 75
FAMILY = ("Сергей Степан", "Марина Мария", "Ольга Оксана", "Андрей Антон", "Ирина Инна", "Денис Даниил")
SHORT = ("Екатерина Катя", "Наталья Наташа", "Александр Саша", "Дмитрий Дима", "Светлана Света", "Татьяна Таня")
Reasons = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Two names and contacts, what the house says of them, and what a member said."""

    names: tuple[str, str]
    claims: tuple[Claim, Claim]
    said: float
    reasons: Reasons
    one: bool


def decided(members: list[Member], now: datetime, count: int) -> None:
    """So many of them, the last a day ago; taught by the first night after if there are enough."""
    random = Random(SEED)  # noqa: S311 (the same every time)
    for place, case in enumerate(_cases(random, count), 1):
        at = now - timedelta(days=1 + DAYS * (1 - place / count), minutes=random.randint(0, 400))
        with clock.travel(at - timedelta(hours=5)):
            pair = likely(*case.names, *case.claims, case.said, case.reasons)
            propose([pair])
        with clock.travel(at):
            asked = Proposal.objects.get(identity_id=pair.identity_id, claimant_id=pair.claimant_id)
            decide(proposal=asked, accept=case.one, member_id=random.choice(members[1:3]).pk)
    learn_from_decisions()


def _cases(random: Random, count: int) -> Iterator[Case]:
    for place in range(count):
        last = LAST[place % len(LAST)]
        yield random.choice((_neighbours, _mailboxes, _certain))(random, last, place)


def _neighbours(random: Random, last: str, place: int) -> Case:
    """Who bought together: telephones a digit apart, an initial for a name."""
    first, second = random.choice(FAMILY).split()
    number = 9_160_000_000 + place * 100_000 + random.randrange(0, 99_999, 10)
    phones = (Claim("phone", f"+7{number}", how="code"), Claim("phone", f"+7{number + 1}", how="code"))
    reasons = (("phone_digit", 7.4), ("surname_same", 4.6), ("name_initial", 2.1), ("city_same", 1.2))
    names = _called(first, last), f"{second[0]}. {_called(first, last).split()[1]}"
    return Case(names, phones, round(random.uniform(0.72, 0.93), 3), reasons, random.random() < 0.2)


def _mailboxes(random: Random, last: str, place: int) -> Case:
    """Who moved to another provider, and signs in short."""
    full, short = random.choice(SHORT).split()
    local = f"{full}.{last}".lower().translate(LATIN)
    mails = (Claim("email", f"{local}{place}@mail.example"), Claim("email", f"{local}{place}@post.example"))
    reasons = (("email_user_same", 6.2), ("name_diminutive", 4.1), ("surname_same", 4.0))
    names = _called(full, last), _called(short, last)
    return Case(names, mails, round(random.uniform(0.55, 0.9), 3), reasons, random.random() < 0.92)


def _certain(random: Random, last: str, place: int) -> Case:
    """Who wrote their own address otherwise: the house is sure, and so are people."""
    first = random.choice(MEN)
    local = f"{first}.{last}".lower().translate(LATIN)
    mails = (Claim("email", f"{local}{place}@mail.example"), Claim("email", f"{local}{place}@post.example"))
    reasons = (("email_user_same", 7.9), ("name_same", 5.2), ("surname_same", 4.4), ("city_same", 1.2))
    said = round(random.uniform(0.95, 0.995), 3)
    return Case((_called(first, last),) * 2, mails, said, reasons, random.random() < 0.97)


def _called(first: str, last: str) -> str:
    woman = first[-1] in "ая" and first not in ("Саша", "Дима", "Илья", "Никита", "Савва")
    return f"{first} {last}{'а' if woman and last[-2:] in ('ов', 'ев', 'ёв', 'ин') else ''}"
