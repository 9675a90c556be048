"""One conversation played through: a customer writes by chat or letter, an agent answers by the API, then a rating."""

import asyncio
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random
from uuid import uuid4

from nitka.demo import relay, voice
from nitka.demo.calendar import MOSCOW
from nitka.demo.opinion import ANSWERS, opinion
from nitka.demo.past import words
from nitka.demo.people import Person, Worker
from nitka.demo.simulation.doors import Refused, Session, key_of_letter
from nitka.demo.simulation.scene import Scene
from nitka.demo.stories import Story

FOUND_WITHIN = 90.0  # seconds in which the desk shows what was written
LINK = re.compile(r"https?://\S+?/rate/[\w.~-]+")


@dataclass(slots=True)
class Case:
    """Who, about what, answered by whom."""

    scene: Scene
    random: Random
    person: Person
    story: Story
    worker: Worker
    by_mail: bool
    session: Session | None = None
    thread: str = ""  # Message-ID of the latest letter
    conversation: str = ""  # its id, once the desk has shown it
    said: str = ""
    key: str = ""  # what the desk will know it by: the chat's own id, or the Message-ID
    wrote: float = 0.0  # when, by the clock of the loop
    found: asyncio.Event = field(default_factory=asyncio.Event)
    waited: float = 0.0

    async def play(self) -> None:
        """All turns; what a door refuses ends this conversation and is said."""
        try:
            await self._play()
        except (Refused, KeyError) as refusal:
            self.scene.say("refused", self.person.name, str(refusal))
        finally:
            self.scene.forget(self)

    async def _play(self) -> None:
        given, chosen = words(self.random, self.story, self.person.language), 0
        subject = self.story.subject.format(**given)
        for n, (who, ways) in enumerate(self.story.turns):
            if n == 0:
                chosen = self.random.randrange(len(ways))
            way = ways[chosen % len(ways)] if n < 2 else self.random.choice(ways)
            text = way.format(**given, **voice.endings(self.person, self.worker))
            if who == "c":
                await self._write(text, subject, first=n == 0)
            elif not await self._answer(text, first=n == 1):
                return
        await self.scene.pause(self._thinks() / 2)
        await self.scene.doors.ask(self.worker.email, "PUT", f"conversations/{self.conversation}/closure", {})
        self.scene.say("closed", self.worker.first, subject)
        await self._rate()

    async def _write(self, text: str, subject: str, *, first: bool) -> None:
        if not first:
            await self.scene.pause(self._thinks())
        said = voice.asks if first else None
        hour = datetime.now(UTC).astimezone(MOSCOW).hour
        text = said(self.random, self.person, text, self.story, hour) if said else voice.says(
            self.random, self.person, text
        )  # fmt: skip
        self.said, self.key = text, key_of_letter(self.person.email) if self.by_mail else str(uuid4())
        self.wrote = time.monotonic()
        self.found.clear()
        self.scene.expect(self)
        if self.by_mail:
            await self._letter(text, subject if first else f"Re: {subject}")
        else:
            await self._chat(text, first=first)
        self.scene.say("letter" if self.by_mail else "chat", self.person.name, text)

    async def _letter(self, text: str, subject: str) -> None:
        answers, self.thread, person = self.thread, self.key, self.person
        await self.scene.doors.post_letter(person.email, person.name, subject, text, key=self.key, answers=answers)

    async def _chat(self, text: str, *, first: bool) -> None:
        doors = self.scene.doors
        if self.session is None:
            self.session = await doors.open_chat()
        await doors.say(self.session, self.key, text, self.person.language)
        if first and self.random.random() < 0.75:
            await doors.tell_contact(self.session, self.person.email, self.person.name)

    async def _answer(self, text: str, *, first: bool) -> bool:
        """False when the desk never showed what was written."""
        try:
            await asyncio.wait_for(self.found.wait(), FOUND_WITHIN)
        except TimeoutError:
            self.scene.say("lost", self.person.name, self.said)
            return False
        seconds = self._works()
        self.waited = max(self.waited, seconds)
        await self.scene.pause(seconds)
        where, agent = f"conversations/{self.conversation}", self.worker.email
        if first:
            me = self.scene.members[agent]
            await self.scene.doors.ask(self.scene.manager, "PUT", f"{where}/assignment", {"member": me})
        hour = datetime.now(UTC).astimezone(MOSCOW).hour
        text = voice.answers(self.random, self.worker, self.person, text, hour, first=first)
        heard = asyncio.create_task(self.scene.doors.hear(self.session, "message", 20)) if self.session else None
        try:
            await self.scene.doors.ask(agent, "POST", f"{where}/messages", {"text": text})
        finally:
            if heard:
                await heard
        self.scene.say("answer", self.worker.first, text)
        return True

    async def _rate(self) -> None:
        if self.random.random() > ANSWERS + 0.2:
            return
        await self.scene.pause(self._thinks() * 2)
        link = await self._link()
        if not link:
            return
        skill = self.worker.skill + self.scene.scenario.skill
        thought = opinion(
            self.random, self.story, waited=self.waited, by_mail=self.by_mail, skill=skill,
            bad_days=bool(self.scene.scenario.skill), temper=self.person.temper,
        )  # fmt: skip
        await self.scene.doors.rate(link, thought.score, thought.factors, thought.comment)
        self.scene.say("rated", self.person.name, f"{thought.score}/5 {thought.comment}".strip())

    async def _link(self) -> str:
        """Where to rate: from the chat, or from the letter that came."""
        if self.session:
            asked = (await self.scene.doors.read(self.session)).get("rating")
            return str(asked["url"]) if asked else ""
        for _ in range(20):
            for kept in await asyncio.to_thread(relay.letters, self.scene.mailbox, 200):
                if kept.to == self.person.email and kept.at > self.scene.began:
                    found = LINK.search(_text(kept))
                    if found and found[0] not in self.scene.links:
                        self.scene.links.add(found[0])
                        return found[0]
            await asyncio.sleep(1)
        return ""

    def _thinks(self) -> float:
        return self.random.lognormvariate(7.5 if self.by_mail else 4.0, 0.7)

    def _works(self) -> float:
        slow = self.scene.scenario.slow * (1.6 - self.worker.skill)
        return self.random.lognormvariate(7.2 if self.by_mail else 4.3, 0.6) * slow


def _text(kept: relay.Kept) -> str:
    read = kept.read()
    return read.text if read else ""
