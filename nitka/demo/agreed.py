"""What customers of the demo agreed to: on the site, on paper in the shop, by telephone; who withdrew, and where."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from nitka.accounts.models import Member
from nitka.customers.actions import Word, house_purposes, keep_purpose, note_consents
from nitka.customers.models import Identity, Wording
from nitka.kit import clock

SEED = 655
RECORDING = {"en": "Recording of calls", "ru": "Запись звонков"}
FIRST = {"en": "My calls may be recorded.", "ru": "Разговоры со мной можно записывать."}
SECOND = {
    "en": "My calls may be recorded so that a dispute can be settled. Recordings are deleted after 90 days.",
    "ru": "Разговоры со мной можно записывать, чтобы разобрать спор. Записи удаляются через 90 дней.",
}
# Way, what shows it; by whom it was said: {order} is a number
SAID: tuple[tuple[str, str], ...] = (
    ("page", "uklad.example, оформление заказа {order}"),
    ("page", "uklad.example, оформление заказа {order}"),
    ("page", "uklad.example/club"),
    ("paper", "Анкета из магазина на Дмитровке, папка 3"),
    ("call", "Попросил присылать новинки, когда уточняли заказ {order}"),
)


def agree(members: list[Member], now: datetime) -> None:
    """The purposes from the beginning, then what each customer said of them."""
    random, begin = Random(SEED), now - timedelta(days=90)  # noqa: S311 (the same every time)
    with clock.travel(begin):
        house_purposes()
        keep_purpose(code="recording", names=RECORDING, texts=FIRST, member_id=members[0].pk)
    with clock.travel(now - timedelta(days=30)):
        keep_purpose(code="recording", names=RECORDING, texts=SECOND, member_id=members[0].pk)
    old = Wording.objects.get(purpose__code="recording", version=1)
    contacts = Identity.objects.filter(kind="email", status="verified").order_by("value")
    note_consents([word for one in contacts for word in _words(random, one, members, old, now)])


def _words(
    random: Random, contact: Identity, members: list[Member], old: Wording, now: datetime
) -> Iterator[Word]:
    """What one said, in order."""
    at = now - timedelta(days=random.uniform(12, 85))
    later = at + timedelta(days=random.uniform(1, 11))
    order, agent = random.randint(10_400, 10_900), random.choice(members[1:]).pk
    if random.random() < 0.45:
        way, proof = random.choice(SAID)
        by = agent if way in ("call", "paper") else None
        shown = proof.format(order=order)
        yield Word(contact.pk, "marketing", "given", way, at, language="ru", member_id=by, proof=shown)
        if random.random() < 0.2:
            yield Word(contact.pk, "marketing", "withdrawn", "letter", later, language="ru", everywhere=True)
    if random.random() < 0.06:
        yield Word(contact.pk, "surveys", "withdrawn", "page", later, language="ru", everywhere=True)
    if random.random() < 0.3:
        wording = old.pk if at < now - timedelta(days=30) else None
        no = random.random() < 0.25
        said = "Сказал в начале разговора: не записывать" if no else "Согласие в начале разговора"
        yield Word(contact.pk, "recording", "withdrawn" if no else "given", "call", at, wording, "ru", member_id=agent,
                   proof=said, everywhere=no)  # fmt: skip
