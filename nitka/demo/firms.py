"""Companies among the customers: installers who are part of a group, an office that bought a lot, a host to suggest."""

from datetime import datetime, timedelta
from random import Random

from nitka.accounts.models import Member
from nitka.customers.actions import Claim, affiliate, enter, found_company
from nitka.customers.models import Customer
from nitka.demo.life import lived
from nitka.demo.people import Person
from nitka.kit import clock

SEED = 907
ORDER = 20_400  # the first number of their orders
# Host → who writes from it, and as what
PEOPLE: dict[str, tuple[tuple[str, str, str], ...]] = {
    "montazh-servis.example": (("Марат Галеев", "galeev", "Бригадир"), ("Оксана Лапина", "lapina", "Снабжение"),
                               ("Денис Щукин", "schukin", "")),
    "sever-bureau.example": (("Ирина Вольская", "volskaya", "Офис-менеджер"), ("Глеб Арно", "arno", "")),
    "studio-lampa.example": (("Вера Чижова", "chizhova", ""), ("Лев Рощин", "roschin", "")),
}  # fmt: skip


def firms(members: list[Member], now: datetime) -> None:
    """Their people and orders first, then the companies, some weeks ago."""
    people = [Person(name, f"{local}@{host}", "ru") for host, staff in PEOPLE.items() for name, local, _ in staff]
    lived(Random(SEED), people, now, number=ORDER, share=1)  # noqa: S311 (the same every time)
    agent = members[1].pk
    with clock.travel(now - timedelta(days=24)):
        group = found_company(name="Группа «Тёплый дом»", member_id=agent)
        installers = found_company(
            name="Монтаж-Сервис", domains=["montazh-servis.example"], parent=group, member_id=agent
        )
        office = found_company(name="Бюро «Север»", domains=["sever-bureau.example"], member_id=agent)
        for company, host in ((installers, "montazh-servis.example"), (office, "sever-bureau.example")):
            for name, local, role in PEOPLE[host]:
                if role:
                    who, _ = enter(claims=[Claim("email", f"{local}@{host}")], name=name)
                    affiliate(company=company, customer=who, role=role, member_id=agent)
        for who, role in zip(_best(), ("Директор", "Бухгалтер"), strict=False):
            affiliate(company=office, customer=who, role=role, member_id=agent)
        enter(claims=[Claim("email", "info@montazh-servis.example", status="stated")], name="Рустам", language="ru")


def _best() -> list[Customer]:
    """Two who bought most of those who write from a mailbox of their own."""
    return list(Customer.objects.filter(identities__domain="mail.example").order_by("-orders", "id")[:2])
