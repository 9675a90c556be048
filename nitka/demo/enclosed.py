"""Four conversations of these days with something enclosed, or with an address that nobody has proven yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from nitka.accounts.models import Member
from nitka.channels.models import Channel
from nitka.conversations import actions
from nitka.conversations.actions import uploads
from nitka.conversations.actions.written import destination_of
from nitka.conversations.models import Message
from nitka.demo.people import HOUSE, Person
from nitka.demo.play import Enclosure, letter_of, said_by
from nitka.demo.sights import bill, photograph
from nitka.inbound.accept import Raw
from nitka.inbound.actions import take_in
from nitka.kit import clock


@dataclass(frozen=True)
class Place:
    """Where it is written, and by whom it is answered."""

    chat: Channel
    mail: Channel
    agent: Member


def enclose(people: list[Person], place: Place, now: datetime) -> None:
    """Written by the doors' own payloads, each at its time; the agent answers the first two."""
    russian = [person for person in people if person.language == "ru"]
    english = [person for person in people if person.language == "en"]
    with clock.travel(now - timedelta(hours=2, minutes=40)):
        _cracked(russian[len(russian) // 2], place)
    with clock.travel(now - timedelta(hours=1, minutes=50)):
        _billed(english[len(english) // 2], place)
    for ago, contact, text in _strangers():
        with clock.travel(now - timedelta(minutes=ago)):
            _stated(place.chat, contact, text)


def _cracked(person: Person, place: Place) -> None:
    data = photograph()
    kept = uploads.keep(session=person.session, data=data)
    file = {"name": "датчик.png", "type": "image/png", "size": len(data), "sha256": kept}
    text = (
        "Здравствуйте! Достал{} датчик протечки из коробки, а он треснул почти пополам. Включается, но горит красным. "
        "Фото приложил{}."
    )
    end = "а" if person.woman else ""
    row = take_in(items=[said_by(place.chat, person.session, text.format(end, end), "ru", files=[file])])[0]
    _answer(row.pk, place.agent, "Добрый день! По фото вижу: корпус повреждён в дороге. Заменим бесплатно, "
            "курьер привезёт новый завтра. Какой адрес указать?")  # fmt: skip


def _billed(person: Person, place: Place) -> None:
    lines = (("Leak sensor, 3 pcs", "7,470.00"), ("Hub, 1 pc", "6,990.00"), ("Installation", "2,500.00"))
    paper = Enclosure("invoice-4127.pdf", "application", "pdf", bill("4127", lines, "RUB 19,450.00"))
    text = (
        "Hello,\n\nplease see the invoice attached. The three lines add up to 16,960, but the total says 19,450. "
        "Which one do we pay?"
    )
    raw = letter_of(place.mail, person, text, "Invoice 4127: the total looks wrong", paper)
    row = take_in(items=[raw])[0]
    _answer(row.pk, place.agent, "Hello! You are right, the total still has a line that was taken off. "
            "Please pay 16,960; the corrected invoice follows today.")  # fmt: skip


def _answer(message_id: UUID, agent: Member, text: str) -> None:
    last = Message.objects.select_related("conversation").get(pk=message_id)
    with clock.travel(clock.now() + timedelta(minutes=6)):
        to = destination_of(last.identity_id, last.channel_id)
        actions.reply(conversation=last.conversation, text=text, to=to, author=agent)


def _strangers() -> Iterator[tuple[int, dict[str, str | None], str]]:
    """Minutes ago, what they typed of themselves, what they ask."""
    nobody = {"email": None, "phone": None, "name": "", "language": "ru"}
    yield (
        34, nobody | {"email": "lidia.ptitsyna@dacha.example", "name": "Лидия Птицына"},
        "Добрый день, есть ли у вас датчики для дачи без интернета? Ответьте на почту, я скоро уеду.",
    )  # fmt: skip
    yield (
        19, nobody | {"phone": "+79165550143", "name": "Глеб"},
        "перезвоните пожалуйста, не могу понять какой хаб брать на двушку",
    )  # fmt: skip


def _stated(chat: Channel, contact: dict[str, str | None], text: str) -> None:
    session = uuid5(HOUSE, str(contact["email"] or contact["phone"]))
    take_in(items=[said_by(chat, session, text, "ru")])
    key = f"{session}:contact:{contact['email'] or contact['phone']}"
    take_in(items=[Raw(chat.workspace_id, chat.pk, "chat.contact", key, str(session), contact)])
