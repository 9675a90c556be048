"""An episode in a few sentences made from its facts, in the reader's language; nothing is guessed."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from nitka.conversations.desk.frame import Frame
from nitka.conversations.desk.names import first_name
from nitka.conversations.story.episodes import Episode
from nitka.conversations.story.reading import Happened, Talk
from nitka.moments.kinds import Facts, tell
from nitka.ui import words


@dataclass(slots=True)
class Spoken:
    """What an episode is called, its sentences, how it ended, and where it leads."""

    title: str
    sentences: list[str] = field(default_factory=list)
    tag: str = ""
    tone: str = ""
    face: int = 0
    number: int | None = None


def speak(episode: Episode, frame: Frame, talks: dict[UUID, Talk]) -> Spoken:
    """The words of an episode."""
    by: dict[str, Callable[[Episode], Spoken]] = {
        "order": _order,
        "subscription": _subscription,
        "product": _product,
        "visit": _visit,
    }
    if episode.about == "talk":
        talk = talks.get(episode.moments[0].conversation_id) if episode.moments[0].conversation_id else None
        spoken = _talk(episode, frame, talk)
    else:
        spoken = by.get(episode.about, _other)(episode)
    # A short month ends with a dot of its own: «24 нояб.»
    spoken.sentences = [sentence.replace("..", ".") for sentence in spoken.sentences if sentence]
    return spoken


def _talk(episode: Episode, frame: Frame, talk: Talk | None) -> Spoken:
    count = Counter(moment.kind for moment in episode.moments)
    waits = [w for m in reversed(episode.moments) if (w := Facts(m.data).number("waited")) and m.kind == "message.out"]
    used = dict.fromkeys(m.channel_id for m in reversed(episode.moments) if m.channel_id and m.kind.startswith("mess"))
    names = [frame.channels[key].name for key in used if key in frame.channels]
    spoken = Spoken((talk.subject if talk else "") or _("Conversation"), number=talk.number if talk else None)
    if n := count["message.in"]:
        said = ngettext("%(n)s message from the customer", "%(n)s messages from the customer", n) % {"n": n}
        spoken.sentences.append(f"{said}: {', '.join(names)}." if names else f"{said}.")
    if n := count["message.out"]:
        said = ngettext("We answered once", "We answered %(n)s times", n) % {"n": n}
        first = _(", first after %(time)s") % {"time": words.duration(waits[0])} if waits else ""
        spoken.sentences.append(f"{said}{first}.")
    for moment in episode.moments:
        if moment.kind == "conversation.closed":
            member = frame.members.get(moment.member_id) if moment.member_id else None
            when = words.when(moment.at)
            who = f"{first_name(member.name)}, {when}" if member else when
            spoken.sentences.append(_("Closed: %(who)s.") % {"who": who})
            break
    _rated(spoken, episode)
    if talk is not None:
        spoken.tag, spoken.tone = _state(talk)
    return spoken


def _state(talk: Talk) -> tuple[str, str]:
    if talk.status == "open" and talk.waiting_since:
        return _("waits for an answer since %(time)s") % {"time": words.when(talk.waiting_since)}, "warn"
    return {
        "open": (pgettext("conversation", "open"), ""),
        "snoozed": (pgettext("conversation", "snoozed"), ""),
        "closed": (pgettext("conversation", "closed"), "good"),
    }.get(talk.status, ("", ""))


def _rated(spoken: Spoken, episode: Episode) -> None:
    for moment in episode.moments:
        if moment.kind == "rating":
            told = tell(moment)
            spoken.sentences.append(f"{told.title}.")
            spoken.face = told.face
            return


def _order(episode: Episode) -> Spoken:
    steps = {moment.kind: moment for moment in episode.moments}  # of each kind the first
    facts = [Facts(moment.data) for moment in episode.moments]
    total = next((said for one in reversed(facts) if (said := one.money("total"))), "")
    goods = next((", ".join(found[:3]) for one in reversed(facts) if (found := one.items())), "")
    spoken = Spoken(_("Order %(order)s") % {"order": facts[0].text("order")})
    if "order.placed" in steps:
        when = words.when(steps["order.placed"].at)
        said = _("Placed %(when)s for %(sum)s") if total else _("Placed %(when)s")
        spoken.sentences.append(_ended(said % {"when": when, "sum": total}, goods))
    elif goods or total:
        spoken.sentences.append(_ended(total or goods, goods if total else ""))
    if "order.paid" in steps:
        spoken.sentences.append(_("Paid %(when)s.") % {"when": words.when(steps["order.paid"].at)})
    if "order.shipped" in steps and "order.delivered" not in steps:
        spoken.sentences.append(_("Shipped %(when)s.") % {"when": words.when(steps["order.shipped"].at)})
    if "order.delivered" in steps:
        spoken.sentences.append(_delivered(steps))
    if "refund" in steps:
        spoken.sentences.append(_("%(sum)s given back.") % {"sum": Facts(steps["refund"].data).money("amount")})
    spoken.tag, spoken.tone = _order_state(episode)
    return spoken


def _delivered(steps: dict[str, Happened]) -> str:
    delivered = steps["order.delivered"].at
    placed = steps.get("order.placed")
    said = _("Delivered %(when)s") % {"when": words.when(delivered)}
    if placed is None or (delivered - placed.at).total_seconds() < 60:
        return f"{said}."
    took = words.duration(delivered - placed.at)
    return f"{said}, " + _("%(time)s after the order") % {"time": took} + "."


def _order_state(episode: Episode) -> tuple[str, str]:
    known = {
        "order.placed": (pgettext("order", "placed"), ""),
        "order.paid": (pgettext("order", "paid"), ""),
        "order.shipped": (pgettext("order", "on its way"), ""),
        "order.delivered": (pgettext("order", "delivered"), "good"),
        "order.returned": (pgettext("order", "returned"), "warn"),
        "order.cancelled": (pgettext("order", "cancelled"), "bad"),
    }
    latest = max((moment for moment in episode.moments if moment.kind in known), key=lambda m: m.at, default=None)
    return known[latest.kind] if latest else ("", "")


def _subscription(episode: Episode) -> Spoken:
    first, last = Facts(episode.moments[-1].data), Facts(episode.moments[0].data)
    name = first.text("name") or last.text("name") or last.text("subscription")
    count = Counter(moment.kind for moment in episode.moments)
    spoken = Spoken(_("Subscription “%(name)s”") % {"name": name})
    if count["subscription.started"]:
        spoken.sentences.append(
            _ended(_("Started %(when)s") % {"when": words.when(episode.began_at)}, first.money("price"))
        )
    if n := count["subscription.renewed"]:
        spoken.sentences.append(ngettext("Renewed %(n)s time.", "Renewed %(n)s times.", n) % {"n": n})
    if count["subscription.cancelled"]:
        spoken.sentences.append(_("Cancelled %(when)s.") % {"when": words.when(episode.at)})
        spoken.tag, spoken.tone = pgettext("subscription", "cancelled"), "bad"
    else:
        until = last.day("until")
        spoken.tag = _("until %(date)s") % {"date": until} if until else pgettext("subscription", "active")
        spoken.tone = "good"
    return spoken


def _product(episode: Episode) -> Spoken:
    facts = [Facts(moment.data) for moment in episode.moments]
    name = next((said for one in facts if (said := one.text("name"))), "") or facts[0].text("product")
    steps = {moment.kind: moment for moment in episode.moments}
    count = Counter(moment.kind for moment in episode.moments)
    spoken = Spoken(name)
    if "product.installed" in steps:
        by = Facts(steps["product.installed"].data).text("by")
        said = _("Installed %(when)s") % {"when": words.when(steps["product.installed"].at)}
        spoken.sentences.append(_ended(said, by))
    if n := count["product.serviced"]:
        spoken.sentences.append(ngettext("Serviced %(n)s time.", "Serviced %(n)s times.", n) % {"n": n})
    if "product.removed" in steps:
        spoken.sentences.append(_("Removed %(when)s.") % {"when": words.when(steps["product.removed"].at)})
        spoken.tag, spoken.tone = pgettext("product", "removed"), "warn"
    return spoken


def _visit(episode: Episode) -> Spoken:
    places = list(dict.fromkeys(tell(m).title for m in episode.moments if m.kind == "visit" and m.data.get("place")))
    pages = sum(int(Facts(m.data).number("pages") or (m.kind == "page")) for m in episode.moments)
    spoken = Spoken(places[0] if places else _("Looked round the site"))
    if pages:
        spoken.sentences.append(ngettext("%(n)s page looked at.", "%(n)s pages looked at.", pages) % {"n": pages})
    return spoken


def _other(episode: Episode) -> Spoken:
    told = tell(episode.moments[0])
    spoken = Spoken(told.title, [told.detail], face=told.face)
    n = len(episode.moments)
    if n > 1:
        spoken.sentences = [ngettext("%(n)s time that day.", "%(n)s times that day.", n) % {"n": n}]
    return spoken


def _ended(said: str, more: str) -> str:
    return f"{said}: {more}." if more else f"{said}."
