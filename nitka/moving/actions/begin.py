"""A door is named and its keys given; the worker tries them."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.db import transaction

from nitka.accounts.actions.audit import record
from nitka.accounts.models import Member
from nitka.kit import clock
from nitka.kit.text import scrub
from nitka.moving.contract import Program
from nitka.moving.models import Moving, State, Trouble
from nitka.moving.programs import PROGRAMS

LONGEST = 500


class WrongKeys(ValueError):
    """What was given is none: field → why, by a code ("empty", "wrong")."""

    def __init__(self, fields: dict[str, str]) -> None:
        super().__init__(str(fields))
        self.fields = fields


@transaction.atomic
def begin(*, by: Member, program: str, given: Mapping[str, str]) -> Moving:
    """Keep keys, and have them tried. Raises WrongKeys, KeyError."""
    plug_in = PROGRAMS[program]
    keys = _read(plug_in, given)
    host = urlsplit(plug_in.base(keys)).netloc.lower()
    made = Moving(member_id=by.pk, program=program, source=_source(plug_in, keys, host))
    _keep(made, plug_in, keys)
    made.save(force_insert=True)
    record("moving.begun", kind="moving", object_id=made.pk, detail={"name": f"{plug_in.name}: {host}"})
    return made


@transaction.atomic
def give(*, of: Moving, given: Mapping[str, str]) -> None:
    """Other keys to the same door; what is left empty stays as it was. Raises WrongKeys: they lead elsewhere."""
    row = Moving.objects.select_for_update().get(pk=of.pk)
    if row.state not in (State.REFUSED, State.CHOOSING, State.HELD):
        return
    plug_in = PROGRAMS[row.program]
    keys = _read(plug_in, {**row.keys, **{key: value for key, value in given.items() if value.strip()}})
    source = _source(plug_in, keys, urlsplit(plug_in.base(keys)).netloc.lower())
    if row.ran_at is None:
        row.source = source
    elif source != row.source and not row.source.startswith(f"{source}/"):
        raise WrongKeys({plug_in.fields[0].code: "other"})
    _keep(row, plug_in, keys)
    row.state, row.reason, row.tries, row.next_at = State.CHECKING, "", 0, clock.now()
    row.save()
    record("moving.key", kind="moving", object_id=row.pk)


@transaction.atomic
def drop(*, of: Moving) -> None:
    """Let a move go that brought nothing yet."""
    row = Moving.objects.select_for_update().get(pk=of.pk)
    if row.ran_at is None:
        Trouble.objects.filter(of_id=row.pk).delete()
        row.delete()


def _read(plug_in: Program, given: Mapping[str, str]) -> dict[str, str]:
    keys = {field.code: scrub(str(given.get(field.code, ""))).strip() for field in plug_in.fields}
    wrong = {code: "empty" for code, value in keys.items() if not value}
    wrong |= {code: "wrong" for code, value in keys.items() if len(value) > LONGEST or not value.isprintable()}
    if not wrong:
        try:
            plug_in.base(keys)
        except ValueError as problem:
            wrong = {str(problem) if str(problem) in keys else plug_in.fields[0].code: "wrong"}
    if wrong:
        raise WrongKeys(wrong)
    return keys


def _source(plug_in: Program, keys: Mapping[str, str], host: str) -> str:
    """Whose numbers they are: the same company there, however it is written."""
    account = keys.get("account", "")
    return f"{plug_in.code}:{host}{'/' + account if account else ''}"[:120]


def _keep(row: Moving, plug_in: Program, keys: Mapping[str, str]) -> None:
    secret = {field.code for field in plug_in.fields if field.secret}
    row.given = {code: value for code, value in keys.items() if code not in secret}
    row.seal({code: value for code, value in keys.items() if code in secret})
