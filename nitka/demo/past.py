"""The conversations of the past months, thought out in memory: who wrote what when, who answered, what came of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

from nitka.demo import voice
from nitka.demo.calendar import MOSCOW, bad, next_shift, on_shift
from nitka.demo.opinion import ANSWERS, Opinion, opinion
from nitka.demo.people import Person, Worker
from nitka.demo.stories import Story
from nitka.demo.tales import STORIES

DAYS = {
    "ru": (("во вторник", "вторник", "со вторника"), ("в среду", "среду", "со среды"), ("в четверг", "четверг", "с четверга"),
           ("в субботу", "субботу", "с субботы")),
    "en": tuple((f"on {day}", day, f"since {day}") for day in ("Tuesday", "Wednesday", "Thursday", "Saturday")),
}  # fmt: skip
DONE = (
    "Позвонили, извинились, заменили по гарантии", "Вернули 10 % за монтаж, договорились о новом времени",
    "Разобрались с банком, деньги пришли", "Переписали инструкцию и отправили клиенту", "Отправили мастера в тот же день, не взяли за выезд",
    "Начислили баллы, клиент просил не звонить", "Созвонились: всё решилось ещё вчера, оценку поставил сгоряча", "Передали склад, ввели вторую проверку сборки",
    "Отключили подписку и вернули за два месяца", "Нашли посылку у перевозчика, доставили вечером", "Поговорили со сменой: отвечать до конца, не обрывать",
)  # fmt: skip
REST = timedelta(days=7)  # nobody is asked more often
OPEN_FOR = timedelta(hours=30)  # the latest may still be open


@dataclass(frozen=True, slots=True)
class Line:
    """One message: when, whose (None: the customer's), and its words."""

    at: datetime
    worker: Worker | None
    text: str


@dataclass(slots=True)
class Talk:
    """One conversation as it was."""

    person: Person
    story: Story
    by_mail: bool
    subject: str
    lines: list[Line] = field(default_factory=list)
    waited: float = 0.0  # the longest, in seconds
    facts: list[str] = field(default_factory=list)
    closed_at: datetime | None = None
    asked: bool = False
    rated_at: datetime | None = None
    opinion: Opinion | None = None
    dealt_at: datetime | None = None
    done: str = ""

    @property
    def worker(self) -> Worker | None:
        """Who answered last."""
        return next((line.worker for line in reversed(self.lines) if line.worker), None)


def words(random: Random, story: Story, language: str) -> dict[str, str]:
    """What fills the gaps of a story."""
    price = random.randint(9, 180) * 100
    day, on, since = random.choice(DAYS[language])
    return {
        "item": random.choice(story.items), "order": str(random.randint(20_100, 31_900)),
        "day": day, "on": on, "since": since, "sum": f"{price:,}".replace(",", "\u00a0") + "\u00a0₽",
    }  # fmt: skip


def story_for(random: Random, person: Person, *, bad_days: bool) -> Story:
    """What they write about: in the bad week mostly what broke."""
    stories = STORIES[person.language]
    weights = [story.weight * (4 if bad_days and story.cause == "product" else 1) for story in stories]
    return random.choices(stories, weights)[0]


def plan(random: Random, people: Sequence[Person], begins: Sequence[datetime], now: datetime) -> list[Talk]:
    """One conversation for each beginning, in order; who writes often comes often."""
    often = list(accumulate(person.often for person in people))
    asked: dict[str, datetime] = {}
    talks = []
    for start in begins:
        person = random.choices(people, cum_weights=often)[0]
        talk = _talk(random, person, start, now)
        if talk.closed_at and talk.worker and talk.closed_at - asked.get(person.email, talk.closed_at - REST) >= REST:
            asked[person.email] = talk.closed_at
            _rate(random, talk, now)
        talks.append(talk)
    return talks


def _talk(random: Random, person: Person, start: datetime, now: datetime) -> Talk:
    story = story_for(random, person, bad_days=bad(start, now))
    given, by_mail = words(random, story, person.language), random.random() < person.by_mail
    talk = Talk(person, story, by_mail, story.subject.format(**given))
    for line in _lines(random, talk, start, given, bad_days=bad(start, now)):
        if line.at > now:
            return talk
        talk.lines.append(line)
    end = talk.lines[-1].at + timedelta(minutes=random.uniform(4, 90))
    if now - end > OPEN_FOR or (end < now and random.random() < 0.6):
        talk.closed_at = end
    return talk


def _lines(random: Random, talk: Talk, at: datetime, given: dict[str, str], *, bad_days: bool) -> Iterator[Line]:
    worker: Worker | None = None
    chosen = 0
    for n, (who, ways) in enumerate(talk.story.turns):
        if n == 0:
            chosen = random.randrange(len(ways))
        hour = at.astimezone(MOSCOW).hour
        if who == "c":
            at += _thinks(random, talk) if n else timedelta(0)
            way = ways[chosen] if n == 0 else random.choice(ways)
            text = way.format(**given, **voice.endings(talk.person, worker))
            yield Line(at, None, _said(random, talk, text, hour, first=n == 0))
            continue
        asked_at, before = at, worker
        at = next_shift(at + _works(random, talk, bad_days=bad_days, skill=worker.skill if worker else 0.5))
        worker = _who(random, worker, at)
        talk.waited = max(talk.waited, (at - asked_at).total_seconds())
        _note(talk, n, before, worker)
        # the first answer is to the question that was asked: they are told in the same order
        way = ways[chosen % len(ways)] if n == 1 else random.choice(ways)
        text = way.format(**given, **voice.endings(talk.person, worker))
        yield Line(at, worker, voice.answers(random, worker, talk.person, text, hour, first=n == 1))
    if random.random() < 0.22:
        at += timedelta(hours=random.uniform(1, 20))
        yield Line(at, None, voice.adds(random, talk.person))


def _said(random: Random, talk: Talk, text: str, hour: int, *, first: bool) -> str:
    if first:
        return voice.asks(random, talk.person, text, talk.story, hour)
    return voice.says(random, talk.person, text)


def _thinks(random: Random, talk: Talk) -> timedelta:
    if talk.by_mail:
        return timedelta(minutes=random.lognormvariate(4.2, 0.9))
    return timedelta(seconds=random.lognormvariate(4.0, 0.9))


def _works(random: Random, talk: Talk, *, bad_days: bool, skill: float) -> timedelta:
    if talk.by_mail:
        return timedelta(minutes=random.lognormvariate(4.0 + 0.8 * bad_days, 0.8))
    return timedelta(seconds=random.lognormvariate(4.3 + (1 - skill) * 1.2 + 0.9 * bad_days, 0.7))


def _who(random: Random, worker: Worker | None, at: datetime) -> Worker:
    """Whoever began goes on while their shift lasts."""
    there = on_shift(at)
    return worker if worker in there and worker is not None else random.choice(there)


def _note(talk: Talk, n: int, before: Worker | None, worker: Worker) -> None:
    if n == 1 and talk.waited > 600:
        talk.facts.append("waited")
    if before is not None and before != worker and "handed" not in talk.facts:
        talk.facts.append("handed")


def _rate(random: Random, talk: Talk, now: datetime) -> None:
    assert talk.closed_at is not None
    assert talk.worker is not None
    talk.asked = True
    at = talk.closed_at + timedelta(minutes=random.lognormvariate(3.6, 1.3))
    if at > now or random.random() > ANSWERS:
        return
    talk.rated_at = at
    talk.opinion = opinion(
        random, talk.story, waited=talk.waited, by_mail=talk.by_mail, skill=talk.worker.skill,
        bad_days=bad(talk.lines[0].at, now), temper=talk.person.temper,
    )  # fmt: skip
    done_at = next_shift(at + timedelta(hours=random.lognormvariate(2.2, 0.8)))
    if talk.opinion.score < 3 and done_at < now - timedelta(days=1) and random.random() > 0.04:
        talk.dealt_at, talk.done = done_at, random.choice(DONE)
