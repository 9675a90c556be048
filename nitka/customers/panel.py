"""A customer in short, for a page of a higher floor that reads it within a statement of its own."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import pgettext

from nitka.customers.answers import STANDS
from nitka.customers.consents import HOUSE, Purpose

# The notes that colleagues kept, the latest first
NOTES = """select n.id, n.text, n.at, coalesce(m.name, '') as author from customers_note n
    left join accounts_member m on m.workspace_id = n.workspace_id and m.id = n.member_id
    where n.workspace_id = %(workspace)s and n.customer_id = %(customer)s
      and n.removed_at is null and n.text is not null order by n.at desc limit 3"""
# Of each purpose that something was said of how it stands, as `answers.Answered.state` has it
CONSENTS = f"""with {STANDS}
    select p.code, p.names, min(array_position(array['given', 'withdrawn', 'asked'], t.answer::text)) as rank
    from stands t join customers_purpose p on p.workspace_id = %(workspace)s and p.id = t.purpose_id
    group by p.id, p.code, p.names, p.created_at order by p.code <> all(array{list(HOUSE)}), p.created_at, p.code limit 4"""  # noqa: S608, E501
# Their labels, and the member who answers for them
LABELS = """select distinct l.name, l.tone, lower(l.name) as place from customers_labelling w
    join customers_label l on l.workspace_id = w.workspace_id and l.id = w.label_id
    where w.workspace_id = %(workspace)s and w.now_id = %(customer)s order by place"""
# A row where they, or who was merged into them, asked that nothing be done with their data
STOPPED = """with recursive up (id, above) as (
      select id, merged_into_id from customers_customer
      where workspace_id = %(workspace)s and restricted_at is not null
      union select c.id, c.merged_into_id from up
      join customers_customer c on c.workspace_id = %(workspace)s and c.id = up.above)
    select id from up where id = %(customer)s"""
_STATES = ("given", "withdrawn", "asked")
_ICONS = {"given": "check", "withdrawn": "x", "asked": "clock", "": "guess"}


@dataclass(frozen=True, slots=True)
class Label:
    """A label that they wear."""

    name: str
    tone: str
    place: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note and who wrote it."""

    id: UUID
    text: str
    at: datetime
    author: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """A purpose that something was said of."""

    code: str
    names: dict[str, str]
    rank: int

    @property
    def state(self) -> str:
        """Given, withdrawn or asked."""
        return _STATES[self.rank - 1]

    @property
    def icon(self) -> str:
        """The mark that stands for it."""
        return icon(self.state)

    @property
    def name(self) -> str:
        """The purpose, in the reader's language."""
        return Purpose(code=self.code, names=self.names).name

    @property
    def said(self) -> str:
        """How it stands, in a word or two."""
        return said(self.state)


def icon(state: str) -> str:
    """The mark of how a consent stands."""
    return _ICONS[state]


def said(state: str) -> str:
    """How a consent stands, in a word or two."""
    return {
        "": pgettext("consent", "never asked"),
        "given": pgettext("consent", "agreed"),
        "withdrawn": pgettext("consent", "withdrawn"),
        "asked": pgettext("consent", "not confirmed yet"),
    }[state]
