"""A chunk of rows into the customers they are about: whom each names, whom it makes, what it changes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from nitka.customers.actions import (
    Agreed,
    Claim,
    Job,
    Trait,
    agree,
    describe_all,
    employ,
    identify,
    labels_of_names,
    part,
    put_on,
    speak,
    unmake,
)
from nitka.customers.models import Attribute, Customer, Identity
from nitka.customers.queries import nobodys, seen
from nitka.imports.models import Import, Known, Outcome, Trace
from nitka.imports.preparing import Row
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array, asked, insert_new
from nitka.kit.ids import uuids7
from nitka.kit.text import dump
from nitka.moments.queries import lived

Key = tuple[str, str]
NO_CONTACT = ("account", "card", "user")  # by these nobody is written to
_PROVED = "select distinct identity_id from customers_evidence where identity_id = any(%s::uuid[]) and source_id = %s"
_MERGES = """select id, into_id from customers_merge where at >= %(since)s and undone_at is null
    and one_id = any(%(keys)s::uuid[]) and other_id = any(%(keys)s::uuid[])"""
_HELD = """select k.external, i.kind, i.value from json_array_elements_text(%s) as g (external)
    join imports_known k on k.source = %s and k.external = g.external
    join customers_identity i on i.workspace_id = k.workspace_id and i.id = k.identity_id"""


@dataclass(slots=True)
class Said:
    """What became of one row."""

    row: Row
    outcome: str
    customer_id: UUID
    by: str = ""  # the kind of contact somebody was known by
    identities: list[UUID] = field(default_factory=list)
    before: dict[str, Any] | None = None
    wrote: dict[str, Any] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)  # attributes that stay as a member wrote them
    identity_id: UUID | None = None  # the contact by which they are known
    named: str = ""  # the name that stays though the file has another
    merges: list[UUID] = field(default_factory=list)


def load(of: Import, rows: Sequence[Row], at: datetime) -> list[Said]:
    """Write rows. A fixed number of statements, whatever the size of the chunk."""
    if not rows:
        return []
    claims = _claims(of, rows)
    keys = {one.key for claim in claims.values() for one in (claim, *claim.also)}
    before = seen(keys, named=keys)
    began = clock.now()
    found = identify(list(claims.values()))
    said = [_said(row, claims[row.number], before, found) for row in rows]
    _first(said)
    _merged(said, began, [found[key].pk for key in keys])
    _proved(of, said, claims, found)
    _describe(of, said, at)
    _speak(said, claims, found)
    _agree(of, said, claims, found)
    _employ(of, said, claims, found, at)
    _label(of, said, claims, found)
    _remember(of, said, claims, found)
    return said


def traces(of: Import, said: Iterable[Said]) -> None:
    """Keep what is needed to take the rows back, and to show whom they were about."""
    kept = [one for one in said if one.outcome != Outcome.SAME or one.row.left]
    insert_new(Trace, [
        {"id": key, "workspace_id": require_workspace(), "of_id": of.pk, "number": one.row.number,
         "outcome": one.outcome, "reason": "", "place": None, "left": one.row.left or None,
         "customer_id": one.customer_id, "company_id": None, "parent": None, "identities": one.identities,
         "before": one.before, "merges": one.merges, "moments": []}
        for key, one in zip(uuids7(len(kept)), kept, strict=True)
    ])  # fmt: skip


def _claims(of: Import, rows: Sequence[Row]) -> dict[int, Claim]:
    """The number of a row → who it says it is about. Whom another system calls so already is named first."""
    numbers = sorted({row.external for row in rows if row.external})
    held = {external: (kind, value) for external, kind, value in asked(_HELD, [dump(numbers), of.source])}
    nobody = nobodys({claim.key for row in rows for claim in row.claims})
    found: dict[int, Claim] = {}
    told: dict[str, Claim] = {}  # by rows further up
    for row in rows:
        first = told.get(row.external)
        if row.external in held:
            first = Claim(*held[row.external], "", how="import", source_id=of.pk)
        claims = [one for one in row.claims if one.key not in nobody] or row.claims[:1]
        if first is not None:
            claims = [first, *(one for one in claims if one.key != first.key)]
        elif not claims:
            claims = [Claim("account", f"{of.source}:{row.external}", "", how="import", source_id=of.pk)]
        found[row.number] = replace(claims[0], name=row.name, also=tuple(claims[1:]))
        if row.external:
            told.setdefault(row.external, replace(claims[0], name=""))
    return found


def _said(row: Row, claim: Claim, before: Any, found: dict[Key, Identity]) -> Said:
    """New, known or several: by whom the contacts of a row were before, and are now."""
    keys = [claim.key, *(one.key for one in claim.also)]
    were = {before[key].customer_id for key in keys if key in before}
    are = {found[key].customer_id for key in keys if not found[key].quarantined}
    customer = found[claim.key].customer_id
    by = next((key[0] for key in keys if key in before), "")
    if len(are) > 1:
        outcome = Outcome.ASKED
    elif len(were) > 1:
        outcome = Outcome.MERGED
    else:
        outcome = Outcome.SAME if were else Outcome.NEW
    name = found[claim.key].customer.name
    said = Said(row, outcome, customer, by, identity_id=found[claim.key].pk)
    said.named = name if row.name and name != row.name else ""
    if outcome == Outcome.SAME and any(key not in before for key in keys):
        said.outcome = Outcome.CHANGED
    if outcome == Outcome.SAME and row.name and claim.key in before and not before[claim.key].named:
        said.outcome = Outcome.CHANGED
    return said


def _first(said: Sequence[Said]) -> None:
    """Of several rows about one new customer the first makes them."""
    made: set[UUID] = set()
    for one in said:
        if one.outcome == Outcome.NEW:
            if one.customer_id in made:
                one.outcome = Outcome.CHANGED
            made.add(one.customer_id)


def _proved(of: Import, said: Sequence[Said], claims: dict[int, Claim], found: Any) -> None:
    """Which identities a row made, or proved: where evidence bears the id of the import."""
    ids = {found[key].pk for claim in claims.values() for key in (claim.key, *(one.key for one in claim.also))}
    ours = {key for (key,) in asked(_PROVED, [array(ids), of.pk])}
    taken: set[UUID] = set()
    for one in said:
        claim = claims[one.row.number]
        keys = (claim.key, *(other.key for other in claim.also))
        named = [claim.key] if claim.name else []  # a name may have been given by it
        one.identities = [
            found[key].pk for key in keys
            if found[key].pk not in taken and (found[key].pk in ours or (key in named and one.outcome != Outcome.SAME))
        ]  # fmt: skip
        taken.update(one.identities)


def _describe(of: Import, said: Sequence[Said], at: datetime) -> None:
    """Attributes that are otherwise than the file says; what a member wrote stays where that is wished."""
    wanted = {key for one in said for key in one.row.own}
    if not wanted:
        return
    rows = Attribute.objects.filter(customer_id__in={one.customer_id for one in said}, key__in=wanted)
    now = {(row.customer_id, row.key): row for row in rows}
    traits = [trait for one in said for trait in _traits(of, one, now, at)]
    for refused, _why in describe_all(traits, origin="import"):
        for one in said:
            if one.customer_id == refused.customer_id and one.wrote.pop(refused.key, None) is not None:
                (one.before or {}).pop(refused.key, None)
                one.kept.append(refused.key)
    written: set[tuple[UUID, str]] = set()
    for one in said:
        _once(one, written)


def _traits(of: Import, one: Said, now: dict[tuple[UUID, str], Attribute], at: datetime) -> Iterable[Trait]:
    for key, value in one.row.own.items():
        had = now.get((one.customer_id, key))
        if had is not None and had.value == value:
            continue
        if had is not None and had.value is not None and had.origin == "member" and of.keeps:
            one.kept.append(key)
            continue
        one.before = (one.before or {}) | {key: _plain(had)}
        one.wrote[key] = value
        yield Trait(one.customer_id, key, value, at)


def _speak(said: Sequence[Said], claims: dict[int, Claim], found: dict[Key, Identity]) -> None:
    """The language of those whose language nobody knew."""
    news: dict[UUID, tuple[UUID, str]] = {}
    for one in said:
        identity = found[claims[one.row.number].key]
        if one.row.language and not identity.customer.language and one.customer_id not in news:
            news[one.customer_id] = (identity.pk, one.row.language)
            _changed(one, identity.pk)
    if news:
        speak(news)


def _agree(of: Import, said: Sequence[Said], claims: dict[int, Claim], found: dict[Key, Identity]) -> None:
    """Answers, for the contacts of the row that they are about; the file, row and column are the proof."""
    words: list[tuple[Said, Agreed]] = []
    for one in said:
        claim = claims[one.row.number]
        keys = {key: found[key].pk for key in (claim.key, *(other.key for other in claim.also))}
        for place, purpose, kind, yes in one.row.agreed:
            about = [pk for key, pk in keys.items() if key[0] == kind or (not kind and key[0] not in NO_CONTACT)]
            if not about:
                one.row.left.append((place, "no_contact"))
            proof = f"{of.name}, {one.row.number}: {of.columns[place]}"
            words += [(one, Agreed(pk, purpose, yes, proof)) for pk in about]
    if not words:
        return
    news = agree([word for _one, word in words], source_id=of.pk)
    for one, word in words:
        if (word.identity_id, word.purpose) in news:
            _changed(one, word.identity_id)


def _employ(
    of: Import, said: Sequence[Said], claims: dict[int, Claim], found: dict[Key, Identity], at: datetime
) -> None:
    """With whom they work: a word that stands already stays as it is."""
    jobs = {found[claims[one.row.number].key].pk: one for one in said if one.row.company or one.row.domain}
    news = employ(
        [Job(key, one.row.company, one.row.domain, one.row.role) for key, one in jobs.items()],
        at=at, member_id=of.member_id,
    )  # fmt: skip
    for key in news:
        _changed(jobs[key], key)


def _label(of: Import, said: Sequence[Said], claims: dict[int, Claim], found: dict[Key, Identity]) -> None:
    """Labels go on, never off; those that nobody has made yet are made, as many as there may be."""
    names = {name for one in said for name in one.row.labels}
    if not names:
        return
    known = labels_of_names(names)
    for one in said:
        if any(name.lower() not in known for name in one.row.labels):
            one.row.left.append((one.row.labels_at, "many_labels"))
    pairs = {(one.customer_id, known[name.lower()].pk) for one in said for name in one.row.labels
             if name.lower() in known}  # fmt: skip
    news = {customer for customer, _label in put_on(pairs, by=of.pk)}
    for one in said:
        if one.customer_id in news and one.row.labels:
            _changed(one, found[claims[one.row.number].key].pk)


def _changed(one: Said, identity_id: UUID) -> None:
    """The row said something new by an identity: taking it back begins there."""
    if one.outcome == Outcome.SAME:
        one.outcome = Outcome.CHANGED
    if identity_id not in one.identities:
        one.identities.append(identity_id)


def _once(one: Said, written: set[tuple[UUID, str]]) -> None:
    """Of several rows about one customer the first knows how it was."""
    for key in list(one.before or ()):
        if (one.customer_id, key) in written:
            (one.before or {}).pop(key)
        written.add((one.customer_id, key))
    if one.wrote and one.outcome == Outcome.SAME:
        one.outcome = Outcome.CHANGED


def _plain(row: Attribute | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {"value": row.value, "plain": row.plain, "origin": row.origin, "at": row.at.isoformat()}


def _merged(said: Sequence[Said], since: datetime, identities: Collection[UUID]) -> None:
    """By which merges rows made one customer of several: those of this chunk, whose customers it holds."""
    several = [one for one in said if one.outcome == Outcome.MERGED]
    if not several:
        return
    rows = asked(_MERGES, {"since": since, "keys": array(identities)})
    for one in several:
        one.merges = [key for key, into in rows if into == one.customer_id]


def _remember(of: Import, said: Sequence[Said], claims: dict[int, Claim], found: dict[Key, Identity]) -> None:
    rows = {one.row.external: one for one in said if one.row.external}
    always = {"workspace_id": require_workspace(), "source": of.source, "of_id": of.pk}
    insert_new(Known, [
        always | {"id": key, "external": external, "identity_id": found[claims[one.row.number].key].pk}
        for key, (external, one) in zip(uuids7(len(rows)), rows.items(), strict=True)
    ], ignore_conflicts=True)  # fmt: skip


def unmade(of: Import, rows: Sequence[Trace]) -> set[UUID]:
    """Take back whom these rows made and whom they made one; who has lived since stays. Those who are gone."""
    part([key for row in rows for key in row.merges], member_id=of.member_id)
    identities = [UUID(str(key)) for row in rows for key in row.identities]
    if not identities:
        return set()
    return unmake(identities=identities, source_id=of.pk, used=lived(identities), since=of.ran_at or of.at)


def names_of(customers: Collection[UUID]) -> dict[UUID, str]:
    """What some customers are called."""
    return dict(Customer.objects.filter(pk__in=customers).values_list("pk", "name"))
