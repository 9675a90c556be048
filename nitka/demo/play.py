"""One conversation lived through: every step is a verb, at its own time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from random import Random
from uuid import UUID

from nitka.accounts.models import Member
from nitka.channels.email.sameness import key_of
from nitka.channels.models import Channel
from nitka.conversations import actions
from nitka.conversations.actions.written import destination_of
from nitka.conversations.models import Conversation, Message
from nitka.demo import voice
from nitka.demo.calendar import MOSCOW
from nitka.demo.opinion import ANSWERS, opinion
from nitka.demo.past import DONE, words
from nitka.demo.people import Person, Worker
from nitka.demo.stories import Story
from nitka.feedback import actions as feedback
from nitka.feedback.models import RatingRequest, Task
from nitka.inbound.accept import Raw
from nitka.inbound.actions import take_in
from nitka.kit import clock
from nitka.kit.ids import uuid7


@dataclass
class Scene:
    """Who, where and when of one conversation."""

    person: Person
    story: Story
    start: datetime
    chat: Channel
    mail: Channel
    by_mail: bool
    agent: Member
    worker: Worker
    bad_days: bool
    now: datetime  # nothing is played beyond it
    random: Random
    turns: int = 99  # how much of the story has been lived; a story cut short is still open
    at: datetime = field(init=False)
    way: int = 0  # which of the ways to ask
    waits: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.at = self.start


def play(scene: Scene) -> None:
    """Write, answer, close, rate; stops where the present is reached."""
    given = words(scene.random, scene.story, scene.person.language)
    conversation: Conversation | None = None
    for n, (who, ways) in enumerate(scene.story.turns[: scene.turns]):
        scene.at += _pause(scene, who)
        if scene.at > scene.now:
            return
        text = _spoken(scene, n, who, ways, given)
        with clock.travel(scene.at):
            if who == "c":
                conversation = _write(scene, text, first=n == 0, subject=scene.story.subject.format(**given))
            elif conversation is not None:
                _answer(scene, conversation, text)
    if conversation is not None and scene.turns >= len(scene.story.turns):
        _end(scene, conversation)


def _spoken(scene: Scene, n: int, who: str, ways: Sequence[str], given: dict[str, str]) -> str:
    """Question and first answer belong together: the ways of both are told in the same order."""
    random, person, worker = scene.random, scene.person, scene.worker
    if n == 0:
        scene.way = random.randrange(len(ways))
    way = ways[scene.way % len(ways)] if n < 2 else random.choice(ways)
    text, hour = way.format(**given, **voice.endings(person, worker)), scene.at.astimezone(MOSCOW).hour
    if who == "a":
        return voice.answers(random, worker, person, text, hour, first=n == 1)
    return voice.asks(random, person, text, scene.story, hour) if n == 0 else voice.says(random, person, text)


def _pause(scene: Scene, who: str) -> timedelta:
    """Seconds in a chat, hours in letters; a worse agent and bad days are slower."""
    random = scene.random
    if who == "c" and scene.at == scene.start:
        return timedelta(0)
    if scene.by_mail:
        pause = timedelta(minutes=random.lognormvariate(4.2, 0.8))
    elif who == "c":
        pause = timedelta(seconds=random.lognormvariate(4.0, 0.8))
    else:
        unskilled = (1 - scene.worker.skill) * 1.4
        pause = timedelta(seconds=random.lognormvariate(4.6 + unskilled + 0.9 * scene.bad_days, 0.6))
    if who == "a":
        scene.waits.append(pause.total_seconds())
    return pause


def _write(scene: Scene, text: str, *, first: bool, subject: str) -> Conversation:
    raw = _letter(scene, text, subject) if scene.by_mail else _said(scene, text)
    row = take_in(items=[raw])[0]
    conversation = Conversation.objects.get(pk=Message.objects.get(pk=row.pk).conversation_id)
    if first and not scene.by_mail and scene.random.random() < 0.75:
        contact = {
            "email": scene.person.email,
            "phone": None,
            "name": scene.person.name,
            "language": scene.person.language,
        }
        session = str(scene.person.session)
        key = f"{session}:contact:{scene.person.email}:{uuid7()}"
        take_in(items=[Raw(scene.chat.workspace_id, scene.chat.pk, "chat.contact", key, session, contact)])
    return conversation


def _said(scene: Scene, text: str) -> Raw:
    return said_by(scene.chat, scene.person.session, text, scene.person.language)


def said_by(chat: Channel, session: UUID, text: str, language: str, files: Sequence[dict[str, object]] = ()) -> Raw:
    """What the chat's door takes from a browser."""
    key = str(uuid7())
    payload = {"id": key, "text": text, "files": list(files), "page": "", "language": language}
    return Raw(chat.workspace_id, chat.pk, "chat.message", f"{session}:{key}", str(session), payload)


def _letter(scene: Scene, text: str, subject: str) -> Raw:
    return letter_of(scene.mail, scene.person, text, subject)


@dataclass(frozen=True)
class Enclosure:
    """A file of a letter."""

    name: str
    main: str  # of its type
    sub: str
    data: bytes


def letter_of(mail: Channel, person: Person, text: str, subject: str, enclosed: Enclosure | None = None) -> Raw:
    """What the mail's door takes from a person."""
    letter = EmailMessage()
    letter["From"] = f"{person.name} <{person.email}>"
    letter["To"] = str(mail.settings["address"])
    letter["Subject"] = subject
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"] = f"<{uuid7()}@{person.email.partition('@')[2]}>"
    letter.set_content(f"{text}\n\n--\n{person.name}\n")
    if enclosed is not None:
        letter.add_attachment(enclosed.data, enclosed.main, enclosed.sub, filename=enclosed.name)
    data = letter.as_bytes()
    payload = {"mail_from": person.email, "rcpt": [mail.settings["address"]], "ip": "127.0.0.1", "helo": "mail.example"}
    return Raw(mail.workspace_id, mail.pk, "mail", key_of(data), person.email, payload, data)


def _answer(scene: Scene, conversation: Conversation, text: str) -> None:
    last = Message.objects.filter(conversation_id=conversation.pk, direction="in").latest("position")
    to = destination_of(last.identity_id, last.channel_id)
    actions.reply(conversation=conversation, text=text, to=to, author=scene.agent)


def _end(scene: Scene, conversation: Conversation) -> None:
    scene.at += timedelta(minutes=scene.random.uniform(4, 90))
    if scene.at > scene.now - timedelta(hours=3):
        return  # the latest ones are still open
    with clock.travel(scene.at):
        actions.close(conversation=conversation, by=scene.agent)
    request = RatingRequest.objects.filter(conversation_id=conversation.pk).first()
    scene.at += timedelta(minutes=scene.random.uniform(1, 400))
    if request is None or scene.at > scene.now or scene.random.random() > ANSWERS:
        return
    thought = opinion(
        scene.random, scene.story, waited=max(scene.waits, default=0), by_mail=scene.by_mail, skill=scene.worker.skill,
        bad_days=scene.bad_days, temper=scene.person.temper,
    )  # fmt: skip
    with clock.travel(scene.at):
        feedback.rate(
            request_id=request.pk, score=thought.score, factors=thought.factors, comment=thought.comment
        )
    for task in Task.objects.filter(conversation_id=conversation.pk, status="open"):
        _care(scene, task)


def _care(scene: Scene, task: Task) -> None:
    """The closed loop: older tasks are done, a few late, the latest are open."""
    done_at = scene.at + timedelta(hours=scene.random.uniform(2, 40))
    if done_at > scene.now - timedelta(days=1) or scene.random.random() < 0.12:
        return
    with clock.travel(done_at):
        if task.owner_id is None:
            feedback.take(task_id=task.pk, member=scene.agent)
        feedback.close(task_id=task.pk, done=scene.random.choice(DONE), cause=scene.story.cause, member=scene.agent)


def lately(random: Random, now: datetime, count: int) -> list[datetime]:
    """The last hours' beginnings: what is open on the desk when it is first seen."""
    return sorted(now - timedelta(minutes=random.uniform(1.5, 13) ** 2) for _ in range(count))
