"""The story as a section of the customer's page; the slot "customer.story"."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from nitka.accounts.models import Member
from nitka.conversations.desk.frame import Frame, frame
from nitka.conversations.story import reading
from nitka.conversations.story.asked import Asked, read
from nitka.conversations.story.episodes import AHEAD, SHOWN, Episode, page
from nitka.conversations.story.lines import Line, lines
from nitka.conversations.story.words import Spoken, speak
from nitka.customers.queries import ask_joined_lately
from nitka.kit.db.ahead import Soon
from nitka.ui import words

FIRST = 6  # lines of an episode that stand open
OPEN = 2  # episodes that stand open on the first page
ONLY = (
    ("", pgettext_lazy("moments", "All")),
    ("talk", _("Talk")),
    ("order", _("Orders")),
    ("subscription", _("Subscriptions")),
    ("product", _("Products")),
    ("rating", _("Ratings")),
    ("visit", _("Visits")),
    ("other", pgettext_lazy("moments", "Other")),
)


@dataclass(slots=True)
class Part:
    """An episode as it is drawn."""

    key: str
    episode: Episode
    spoken: Spoken
    lines: Sequence[Line]
    more: Sequence[Line]
    shut: bool
    days: tuple[str, str] = ("", "")

    explains: bool = False  # the first where dashes stand says what they mean

    @property
    def joined(self) -> int:
        """How much of it came with who became this customer of late: 0 nothing, 1 some, 2 all of it."""
        told = [line.joined for line in (*self.lines, *self.more)]
        return any(told) + (bool(told) and all(told))


def ask_section(customer_id: UUID, member: Member, given: Mapping[str, str], slug: str) -> Soon[str]:
    """Ask for the story's section, or its next page: three statements; one more when words are looked for."""
    asked = read(given)
    moments = reading.ask_moments(customer_id, member, asked, SHOWN + AHEAD + 1)
    joined = ask_joined_lately(customer_id)
    at = frame(member)

    def drawn() -> str:
        return _drawn(moments.get(), asked, at, slug, joined.get())

    return Soon(drawn)


def _count(rows: Sequence[reading.Happened]) -> str:
    """How many moments there are to tell, as far as a page reads."""
    n = sum(1 for row in rows[: SHOWN + AHEAD] if not row.data.get("auto"))
    more = "+" if len(rows) > SHOWN + AHEAD else ""
    return ngettext("%(n)s moment", "%(n)s moments", n) % {"n": f"{words.figure(n)}{more}"} if n else ""


def _drawn(
    rows: Sequence[reading.Happened], asked: Asked, at: Frame, slug: str, joined: Collection[UUID]
) -> str:
    episodes, following = page(rows, asked)
    talks = reading.talks(sorted({row.conversation_id for row in rows if row.conversation_id}))
    parts = [] if asked.flat else [
        _part(n, one, at, talks, joined, asked.before is None) for n, one in enumerate(episodes)
    ]
    if dashed := next((part for part in parts if part.joined), None):
        dashed.explains = True
    flat = (
        lines(sorted((m for e in episodes for m in e.moments), key=lambda m: (m.at, m.id), reverse=True), at, joined)
        if asked.flat
        else []
    )
    context = {
        "parts": parts, "flat": flat, "count": "" if asked.before else _count(rows),
        "asked": asked, "slug": slug, "next": following,
        "of": reading.MOST_ASKED if rows and rows[0].asked >= reading.MOST_ASKED and not following else 0,
        "only": [(key, label, asked.query(only=key)) for key, label in ONLY],
        "as_episodes": asked.query(flat=""), "as_lines": asked.query(flat="1"), "narrowed": asked.only or asked.words,
    }  # fmt: skip
    return render_to_string("conversations/_story_whole.html", context)


def _part(
    n: int, episode: Episode, at: Frame, talks: dict[UUID, reading.Talk], joined: Collection[UUID], first: bool
) -> Part:
    spoken = speak(episode, at, talks)
    told = lines(episode.moments, at, joined)
    shut = not (first and n < OPEN)
    return Part(episode.key, episode, spoken, [] if shut else told[:FIRST], told if shut else told[FIRST:], shut)
