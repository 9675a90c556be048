"""What programs say of companies: who they are by the program's own id, and who is with them. A batch at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from nitka.customers import domains as spelling
from nitka.customers.actions.companies import MOST, alone
from nitka.customers.actions.journal import row
from nitka.customers.companies import Company, CompanyDomain, CompanyKey
from nitka.customers.events import CompaniesChanged, CustomersChanged
from nitka.kit import clock, events
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import insert, update
from nitka.kit.text import dump, scrub

_KNOWN = """
select k.source_id, k.key, k.id, k.said, c.id, c.name, c.archived_at is not null
from json_to_recordset(%s) as g (source_id uuid, key varchar)
join customers_company_key k on k.workspace_id = %s and k.source_id = g.source_id and k.key = g.key
join customers_company c on c.workspace_id = k.workspace_id and c.id = k.company_id
"""
# Whoever was ever said to be with it, or not, by hand: that word stands
_WITH = """
insert into customers_affiliation (id, workspace_id, company_id, identity_id, role, how, at)
select uuidv7(), %(workspace)s, g.company_id, g.identity_id, '', 'api', g.at from (
  select distinct on (g.company_id, i.customer_id) g.company_id, g.identity_id, g.at, i.customer_id
  from json_to_recordset(%(rows)s) as g (company_id uuid, identity_id uuid, at timestamptz)
  join customers_identity i on i.workspace_id = %(workspace)s and i.id = g.identity_id
  order by g.company_id, i.customer_id, g.at) g
where not exists (select from customers_affiliation a
  join customers_identity o on o.workspace_id = a.workspace_id and o.id = a.identity_id
  where a.workspace_id = %(workspace)s and a.company_id = g.company_id and o.customer_id = g.customer_id)
returning identity_id
"""
Key = tuple[UUID, str]


@dataclass(slots=True)
class CompanyWord:
    """One word of a program: this person (None: nobody yet) is with the company it calls `key`. `domains` only where
    its word is proof.

    `wrong` is filled: field → why not, by a code.
    """

    source_id: UUID
    key: str
    identity_id: UUID | None
    at: datetime
    name: str = ""
    domains: Sequence[str] = ()
    wrong: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Known:
    company: Company
    key: CompanyKey


def tell_companies(words: Sequence[CompanyWord]) -> None:
    """Make and name companies, tie people to them. A fixed number of statements; what cannot be is said in `wrong`."""
    if not words:
        return
    alone()
    words = sorted(words, key=lambda word: word.at)
    known, put_away = _known(words)
    _make(words, known, put_away)
    changed = _name(words, known) | _domains(words, known)
    rows = [
        {"company_id": known[word.source_id, word.key].company.pk, "identity_id": word.identity_id, "at": word.at}
        for word in words if (word.source_id, word.key) in known
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_WITH, {"workspace": require_workspace(), "rows": dump(rows)})
        joined = [key for (key,) in cursor.fetchall()]
        if joined:
            cursor.execute(
                "select distinct customer_id from customers_identity where id = any(%s::uuid[])", [joined]
            )
            events.publish(CustomersChanged([key for (key,) in cursor.fetchall()]))
    if changed:
        events.publish(CompaniesChanged(sorted(changed)))


def _known(words: Sequence[CompanyWord]) -> tuple[dict[Key, _Known], set[Key]]:
    keys = {(word.source_id, word.key) for word in words}
    known: dict[Key, _Known] = {}
    away: set[Key] = set()
    with connection.cursor() as cursor:
        asked = [{"source_id": source, "key": key} for source, key in sorted(keys)]
        cursor.execute(_KNOWN, [dump(asked), require_workspace()])
        for source, key, key_id, said, company, name, archived in cursor.fetchall():
            if archived:
                away.add((source, key))
            else:
                known[source, key] = _Known(Company(id=company, name=name), CompanyKey(id=key_id, said=said))
    return known, away


def _make(words: Sequence[CompanyWord], known: dict[Key, _Known], away: set[Key]) -> None:
    """Those that nobody knew; not while theirs lies in the archive, nor beyond what a workspace holds."""
    new = sorted({(word.source_id, word.key) for word in words} - known.keys() - away)
    room = MOST - Company.objects.count() if new else 0
    for source, key in new[:max(0, room)]:
        company = Company(name=scrub(key)[:200])
        named = row(CompanyKey, company_id=company.pk, source_id=source, key=key, said=company.name, at=clock.now())
        known[source, key] = _Known(company, named)
    made = [known[key] for key in new if key in known]
    insert([one.company for one in made])
    insert([one.key for one in made])
    for word in words:
        if (word.source_id, word.key) not in known:
            word.wrong["group"] = "company_archived" if (word.source_id, word.key) in away else "too_many_companies"


def _name(words: Sequence[CompanyWord], known: dict[Key, _Known]) -> set[UUID]:
    """The newest name, as long as nobody chose another; answers whose that was."""
    newest = {(word.source_id, word.key): " ".join(scrub(word.name).split())[:200] for word in words if word.name}
    said, named = [], []
    for key, name in newest.items():
        one = known.get(key)
        if one is None or not name or name == one.key.said:
            continue
        if one.company.name == one.key.said:
            one.company.name = name
            named.append(one.company)
        one.key.said = name
        said.append(one.key)
    update(Company, named, ["name"])
    update(CompanyKey, said, ["said"])
    return {company.pk for company in named}


def _domains(words: Sequence[CompanyWord], known: dict[Key, _Known]) -> set[UUID]:
    """The hosts of those whose word is proof; another company's stay another's. Answers who got some."""
    wanted: dict[str, tuple[UUID, CompanyWord]] = {}
    for word in words:
        one = known.get((word.source_id, word.key))
        for text in word.domains if one else ():
            domain = spelling.spell(text)
            if domain is None or spelling.refusal(domain):
                word.wrong["domain"] = "no_domain"
            elif one is not None and wanted.setdefault(domain, (one.company.pk, word))[0] != one.company.pk:
                word.wrong["domain"] = "domain_taken"
    if not wanted:
        return set()
    held = CompanyDomain.objects.filter(domain__in=wanted).values_list("domain", "company_id", "company__archived_at")
    gone = []
    for domain, company, archived in held:
        if archived:
            gone.append(domain)
            continue
        mine, word = wanted.pop(domain)
        if mine != company:
            word.wrong["domain"] = "domain_taken"
    CompanyDomain.objects.filter(domain__in=gone).delete()
    insert([
        row(CompanyDomain, company_id=company, domain=domain, member_id=None, at=clock.now())
        for domain, (company, _) in sorted(wanted.items())
    ])
    return {company for company, _word in wanted.values()}
