"""What one customer agreed to, with the proof: every purpose of the company, how each of their contacts stands, and
what was said lately. One statement, a row for each purpose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from nitka.customers.agreed import Standing, read_standing
from nitka.customers.consents import HOUSE, Answer, Purpose
from nitka.kit.context import require_workspace
from nitka.kit.db.ahead import Rows, Soon, ask

SHOWN = 20  # lines of a purpose's journal
# Of a customer's contacts what was said, and of each the last decision and the last question
STANDS = """own as materialized (
  select id, kind, value from customers_identity where workspace_id = %(workspace)s and customer_id = %(customer)s),
said as materialized (
  select c.*, greatest(c.at, c.again_at) as last, o.kind, o.value from own o
  join customers_consent c on c.workspace_id = %(workspace)s and c.identity_id = o.id),
off as (
  select distinct on (purpose_id) * from said where everywhere order by purpose_id, last desc, id desc),
stands as (
  select distinct on (contact, purpose_id, answer = 'asked') * from (
    select identity_id as contact, purpose_id, answer, at, last, id from said
    union all select own.id, off.purpose_id, off.answer, off.at, off.last, off.id from own cross join off) word
  order by contact, purpose_id, answer = 'asked', last desc, answer = 'withdrawn' desc, id desc)"""
_ANSWERS = f"""with {STANDS}
select p.id, p.code, p.names::json, p.created_at, p.archived_at,
  (select json_agg(json_build_array(t.contact, extract(epoch from t.at), extract(epoch from t.last), t.answer, t.id)
     order by t.contact, t.answer = 'asked') from stands t where t.purpose_id = p.id),
  (select json_agg(l.line order by l.at desc, l.id desc) from (
     select s.at, s.id, json_build_array(s.id, s.answer, extract(epoch from s.at), extract(epoch from s.again_at),
       extract(epoch from s.noted_at),
       s.way, s.everywhere, s.language, s.kind, s.value, w.version, w.texts, m.name, f.text, h.name) as line
     from said s
     left join customers_wording w on w.workspace_id = %(workspace)s and w.id = s.wording_id
     left join accounts_member m on m.workspace_id = %(workspace)s and m.id = s.member_id
     left join customers_proof f on f.workspace_id = %(workspace)s and f.consent_id = s.id
     left join channels_channel h on h.workspace_id = %(workspace)s and h.id = s.channel_id
     where s.purpose_id = p.id order by s.at desc, s.id desc limit %(shown)s) l)
from customers_purpose p where p.workspace_id = %(workspace)s
"""  # noqa: S608 (constants)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the journal with what shows it."""

    id: UUID
    answer: str
    at: datetime
    again_at: datetime | None
    noted_at: datetime
    way: str
    everywhere: bool
    language: str
    kind: str
    contact: str
    version: int | None
    texts: dict[str, str]
    member: str
    proof: str
    channel: str

    @property
    def text(self) -> str:
        """The words they read, in the language they read them in."""
        return self.texts.get(self.language) or self.texts.get("ru") or self.texts.get("en", "")


@dataclass(frozen=True, slots=True)
class Answered:
    """A purpose, and what the customer's contacts say of it."""

    purpose: Purpose
    stands: dict[UUID, Standing]
    lines: list[Line]

    @property
    def state(self) -> str:
        """Of all contacts in one word: given where one agreed, else withdrawn, asked, or nothing."""
        found = {held.answer for held in self.stands.values()} | {held.decision for held in self.stands.values()}
        return next((one for one in (Answer.GIVEN, Answer.WITHDRAWN, Answer.ASKED) if one in found), "")

    @property
    def since(self) -> datetime | None:
        """When the newest word that makes the state was said."""
        return max((self.stands[key].at for key in self.contacts), default=None)

    @property
    def contacts(self) -> list[UUID]:
        """Those that say so."""
        return [key for key, held in self.stands.items() if self.state in (held.answer, held.decision)]


def ask_answers(customer_id: UUID) -> Soon[list[Answered]]:
    """Ask for them: purposes in force, and archived ones of which something was said."""
    values = {"workspace": require_workspace(), "customer": customer_id, "shown": SHOWN}
    return ask(_ANSWERS, values, _read)


def _read(rows: Rows) -> list[Answered]:
    found = [_answered(*row) for row in rows]
    missing = set(HOUSE) - {one.purpose.code for one in found}
    house = [Answered(Purpose(code=code, names=HOUSE[code][0]), {}, []) for code in HOUSE if code in missing]
    shown = house + [one for one in found if one.lines or not one.purpose.archived_at]
    return sorted(shown, key=_place)


def _place(one: Answered) -> tuple[bool, str, datetime]:
    """The house's first, always in one order, then the company's as they were made."""
    house = one.purpose.code in HOUSE
    return not house, one.purpose.code if house else "", one.purpose.created_at


def _answered(
    key: UUID, code: str, names: dict[str, str], made: datetime, archived: datetime | None, stands: Any, lines: Any
) -> Answered:
    purpose = Purpose(id=key, code=code, names=names, created_at=made, archived_at=archived)
    rows = [(UUID(contact), code, answer, _at(at), _at(last), UUID(line))
            for contact, at, last, answer, line in stands or ()]  # fmt: skip
    held = {contact: of[code] for contact, of in read_standing(rows).items()}
    return Answered(purpose, held, list(_lines(lines or ())))


def _lines(rows: Iterable[list[Any]]) -> Iterable[Line]:
    for (key, answer, at, again, noted, way, everywhere, language, kind, value,
         version, texts, member, proof, channel) in rows:  # fmt: skip
        yield Line(
            UUID(key), answer, _at(at), _at(again) if again else None, _at(noted), way, everywhere, language, kind,
            value, version, texts or {}, member or "", proof or "", channel or "",
        )  # fmt: skip


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
