"""A macro is read into a plan first: when something it names is gone, nothing of it is done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from nitka.accounts.models import Member, Team
from nitka.conversations import phrases
from nitka.conversations.actions.assign import assign
from nitka.conversations.actions.close import close
from nitka.conversations.actions.labels import put_labels
from nitka.conversations.actions.pending import send
from nitka.conversations.actions.reply import note
from nitka.conversations.actions.snooze import snooze
from nitka.conversations.actions.written import Destination
from nitka.conversations.models import Canned, Conversation, Label, Macro
from nitka.conversations.queries import way_to
from nitka.kit import clock, spoken
from nitka.ui import words


@dataclass(slots=True)
class Step:
    """One step in words; `problem` says why it cannot be done."""

    icon: str
    said: str
    text: str = ""
    problem: str = ""
    run: Callable[[], object] = field(default=lambda: None, repr=False)


@dataclass(slots=True)
class Plan:
    """What a macro would do here and now."""

    macro: Macro
    steps: list[Step]

    @property
    def problems(self) -> list[str]:
        """Why it cannot be done."""
        return [step.problem for step in self.steps if step.problem]


class Broken(ValueError):
    """A macro cannot be run as it is; its words are for the person."""


@dataclass(slots=True)
class Case:
    """Where a macro is run: the conversation, by whom, in which language, with which values of variables."""

    conversation: Conversation
    member: Member
    language: str
    values: dict[str, str]


def plan(macro: Macro, case: Case) -> Plan:
    """Read a macro's steps; nothing is done."""
    steps = [_STEPS.get(str(step.get("do")), _unknown)(step, case) for step in macro.steps]
    return Plan(macro, steps or [Step("alert", _("Nothing"), problem=_("The macro has no steps"))])


@transaction.atomic
def run_macro(*, macro: Macro, case: Case) -> Plan:
    """Do all steps, or none. Raises Broken."""
    made = plan(macro, case)
    if made.problems:
        raise Broken("; ".join(made.problems))
    for step in made.steps:
        step.run()
    return made


def _unknown(step: dict[str, Any], case: Case) -> Step:
    return Step("alert", _("Unknown step"), problem=_("A step that no longer exists"))


def _answer(step: dict[str, Any], case: Case) -> Step:
    text, said = str(step.get("text", "")), _("Answer")
    if key := step.get("canned"):
        canned = Canned.objects.filter(pk=key).first()
        if canned is None:
            return Step("reply", said, problem=_("The canned answer is deleted"))
        text = phrases.text_in(canned, case.language)
    filled, way = phrases.fill(text, case.values), way_to(case.conversation)
    problem = ""
    if filled.missing:
        problem = _("Not known here: %(names)s") % {"names": ", ".join(f"{{{name}}}" for name in filled.missing)}
    elif way is None:
        problem = _("There is no channel to answer by")
    elif not filled.text.strip():
        problem = _("The answer has no text")

    def run() -> None:
        assert way is not None
        send(conversation=case.conversation, text=filled.text, to=Destination(*way), author=case.member)

    return Step("reply", said, filled.text, problem, run)


def _note(step: dict[str, Any], case: Case) -> Step:
    filled = phrases.fill(str(step.get("text", "")), case.values)
    problem = "" if filled.text.strip() else _("The note has no text")
    run = lambda: note(conversation=case.conversation, text=filled.text, author=case.member)  # noqa: E731
    return Step("lock", _("Note"), filled.text, problem, run)


def _label(step: dict[str, Any], case: Case) -> Step:
    off = step["do"] == "unlabel"
    label = Label.objects.filter(pk=str(step.get("label"))).first()
    if label is None:
        return Step("flag", _("Label"), problem=_("The label is deleted"))
    said = _("Take off the label “%(name)s”") if off else _("Put on the label “%(name)s”")

    def run() -> None:
        on, away = ([], [label]) if off else ([label], [])
        put_labels(conversations=[case.conversation], on=on, off=away, by=case.member)

    return Step("flag", said % {"name": label.name}, run=run)


def _assign(step: dict[str, Any], case: Case) -> Step:
    key = str(step.get("member", ""))
    if key in ("", "me"):
        member = case.member if key else None
        said = _("Take it") if key else _("Back into the queue")
    else:
        member = Member.objects.filter(pk=key, is_active=True).first()
        if member is None:
            return Step("hand", _("Give it to a colleague"), problem=_("The colleague no longer works here"))
        said = _("Give it to %(name)s") % {"name": member.name}

    def run() -> None:
        assign(conversation=case.conversation, member=member, by=case.member)

    return Step("hand", said, run=run)


def _team(step: dict[str, Any], case: Case) -> Step:
    team = Team.objects.filter(pk=str(step.get("team")), deleted_at=None).first()
    if team is None:
        return Step("people", _("Give it to a team"), problem=_("The team is deleted"))

    def run() -> None:
        assign(conversation=case.conversation, member=None, by=case.member, team=team)

    return Step("people", _("Give it to the team %(name)s") % {"name": team.name}, run=run)


def _snooze(step: dict[str, Any], case: Case) -> Step:
    until = str(step.get("until", ""))
    try:
        moment = spoken.heard(until, timezone.localtime(clock.now()))
    except spoken.Unclear:
        return Step("snooze", _("Snooze"), problem=_("“%(words)s” is no moment ahead") % {"words": until})
    said = _("Snooze until %(when)s") % {"when": words.when(moment, "full")}
    return Step("snooze", said, run=lambda: snooze(conversation=case.conversation, until=moment, by=case.member))


def _close(step: dict[str, Any], case: Case) -> Step:
    return Step("check", _("Close it"), run=lambda: close(conversation=case.conversation, by=case.member))


_STEPS: dict[str, Callable[[dict[str, Any], Case], Step]] = {
    "answer": _answer,
    "note": _note,
    "label": _label,
    "unlabel": _label,
    "assign": _assign,
    "team": _team,
    "snooze": _snooze,
    "close": _close,
}
