"""Companies as a file knows them: found by number, domain or name, or made. A batch at once, and taken back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from nitka.customers import domains as spelling
from nitka.customers.actions.companies import MOST, alone
from nitka.customers.actions.employ import BY_DOMAIN, BY_NAME, UNUSED
from nitka.customers.actions.journal import row
from nitka.customers.companies import Company, CompanyDomain
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array, asked, insert, update
from nitka.kit.text import dump, scrub

_BY_ID = "select id, name, archived_at is not null from customers_company where id = any(%s::uuid[])"
_PARENTS = "select id, parent_id from customers_company where archived_at is null"
_MADE = f"{UNUSED} and c.id = any(%(keys)s::uuid[]) and c.parent_id is null"
_PART = """delete from customers_company_domain d
    using json_to_recordset(%(rows)s) as g (company_id uuid, domain varchar)
    where d.workspace_id = %(workspace)s and d.company_id = g.company_id and d.domain = g.domain and d.at = %(at)s"""


@dataclass(slots=True)
class Entry:
    """What a file says of one company, and, filled in, what became of it."""

    key: str = ""  # what another system calls it
    name: str = ""
    domains: Sequence[str] = ()
    said: str | None = None  # called so by that system before; with `keeps` only such a name is changed. None: any is
    company_id: UUID | None = None
    made: bool = False
    by: str = ""  # what it was known by: external, company_domain, company
    was: str | None = None  # its name, where that changed
    called: str = ""  # its name now
    added: list[str] = field(default_factory=list)  # domains
    wrong: dict[str, str] = field(default_factory=dict)  # field → why not, by a code


@dataclass(slots=True)
class Books:
    """Companies by all that names them, as rows are read one after another."""

    by_key: dict[str, UUID]  # numbers of one other system
    numbered: set[UUID]  # who has a number there: a namesake with another number is another company
    by_domain: dict[str, UUID]
    by_name: dict[str, UUID]
    names: dict[UUID, tuple[str, bool]]  # and whether it lies in the archive


def keep_companies(
    entries: Sequence[Entry], *, by_key: Mapping[str, UUID], numbered: Collection[UUID], at: datetime, member_id: UUID,
    reserved: int = 0,
) -> None:
    """Find or make the companies, name them, add their domains. A fixed number of statements.

    `by_key`: whom the other system's numbers mean. `at` and `member_id` are what `unmake_companies` knows them by.
    `reserved`: how many more there would be already, were this no trial.
    """
    if not entries:
        return
    alone()
    books = _books(entries, by_key, numbered)
    room = MOST - Company.objects.count() - reserved
    made: list[Company] = []
    named: dict[UUID, Company] = {}
    for one in entries:
        _find(one, books)
        if one.company_id is None and not one.wrong:
            _make(one, books, made, room, at, member_id)
        if one.company_id is not None:
            _rename(one, books, named)
            _learn(one, books)
    insert(made)
    update(Company, list(named.values()), ["name"])
    _add_domains(entries, books, at, member_id)


def put_under(moves: Mapping[UUID, UUID | None]) -> dict[UUID, str]:
    """Make companies parts of others, or (None) of none; of those that cannot be: why, by a code. Two statements."""
    alone()
    above: dict[UUID, UUID | None] = dict(asked(_PARENTS, []))
    wrong: dict[UUID, str] = {}
    changed = []
    for company, parent in moves.items():
        if company not in above or (parent is not None and parent not in above):
            wrong[company] = "no_parent"
        elif _circle(company, parent, above):
            wrong[company] = "circle"
        elif above[company] != parent:
            above[company] = parent
            changed.append(Company(id=company, parent_id=parent))
    update(Company, changed, ["parent_id"])
    return wrong


def call_again(names: Mapping[UUID, tuple[str, str]]) -> set[UUID]:
    """Give names back: company → (as it is called, as it was called). Whose name is another by now keeps it."""
    alone()
    rows = Company.objects.filter(pk__in=names)
    back = [Company(id=one.pk, name=names[one.pk][1]) for one in rows if one.name == names[one.pk][0]]
    update(Company, back, ["name"])
    return {one.pk for one in back}


def part_domains(domains: Collection[tuple[UUID, str]], *, at: datetime) -> None:
    """Take domains away that were added at that time."""
    if domains:
        rows = [{"company_id": company, "domain": domain} for company, domain in domains]
        asked(f"{_PART} returning 1", {"workspace": require_workspace(), "at": at, "rows": dump(rows)})


def unmake_companies(names: Mapping[UUID, str], *, at: datetime, member_id: UUID) -> set[UUID]:
    """Companies that only a file knew go, unless somebody is with them, or they have been changed since."""
    alone()
    given = {"workspace": require_workspace(), "at": at, "member": member_id, "keys": array(names)}
    unused = [key for (key,) in asked(_MADE, given)]
    rows = Company.objects.filter(pk__in=unused, archived_at=None).values_list("pk", "name")
    gone = {key for key, name in rows if name == names[key]}
    CompanyDomain.objects.filter(company_id__in=gone).delete()
    Company.objects.filter(pk__in=gone).delete()
    return gone


def companies_of(texts: Collection[str]) -> dict[str, UUID]:
    """Which companies are meant, by a domain or else by a name."""
    spelled = {text: domain for text in texts if (domain := spelling.spell(text))}
    by_domain: dict[str, UUID] = dict(asked(BY_DOMAIN, [dump(sorted(set(spelled.values())))]))
    by_name: dict[str, UUID] = dict(asked(BY_NAME, [dump(sorted({_name(text).lower() for text in texts}))]))
    found = {text: by_domain.get(spelled.get(text, "")) or by_name.get(_name(text).lower()) for text in texts}
    return {text: key for text, key in found.items() if key}


def _books(entries: Sequence[Entry], by_key: Mapping[str, UUID], numbered: Collection[UUID]) -> Books:
    domains = sorted({domain for one in entries for domain in one.domains})
    names = sorted({_name(one.name or (one.domains[0] if one.domains else "")).lower() for one in entries})
    by_domain: dict[str, UUID] = dict(asked(BY_DOMAIN, [dump(domains)]))
    by_name: dict[str, UUID] = dict(asked(BY_NAME, [dump(names)]))
    keys = {*by_key.values(), *by_domain.values(), *by_name.values()}
    known = {key: (name, archived) for key, name, archived in asked(_BY_ID, [array(keys)])}
    return Books({key: one for key, one in by_key.items() if one in known}, set(numbered), by_domain, by_name, known)


def _find(one: Entry, books: Books) -> None:
    """By its number, then by a domain, then by its name."""
    held = books.by_key.get(one.key) if one.key else None
    if held:
        one.company_id, one.by = held, "external"
        if books.names[held][1]:
            one.company_id, one.wrong["company"] = None, "company_archived"
        return
    held = next((books.by_domain[domain] for domain in one.domains if domain in books.by_domain), None)
    if held:
        one.company_id, one.by = held, "company_domain"
        return
    held = books.by_name.get(_name(one.name).lower()) if one.name else None
    if held and not (one.key and held in books.numbered):
        one.company_id, one.by = held, "company"


def _make(one: Entry, books: Books, made: list[Company], room: int, at: datetime, member_id: UUID) -> None:
    """One that nobody knew, as far as a workspace holds more."""
    name = _name(one.name or next((each for each in one.domains if not spelling.refusal(each)), ""))
    if not name or len(made) >= room:
        one.wrong["company"] = "too_many_companies" if name else "no_company_name"
        return
    company = Company(name=name, member_id=member_id, created_at=at)
    made.append(company)
    one.company_id, one.made = company.pk, True
    books.names[company.pk] = (name, False)


def _rename(one: Entry, books: Books, named: dict[UUID, Company]) -> None:
    """It is called as the file says, where its name may be changed."""
    key, wanted = one.company_id, _name(one.name)
    assert key is not None
    now = books.names[key][0]
    if wanted and wanted != now and not one.made and (one.said is None or one.said == now):
        one.was, now = now, wanted
        books.names[key] = (now, False)
        named[key] = Company(id=key, name=now)
    one.called = now


def _learn(one: Entry, books: Books) -> None:
    """Rows further down find it too."""
    assert one.company_id is not None
    if one.key:
        books.by_key[one.key] = one.company_id
        books.numbered.add(one.company_id)
    books.by_name.setdefault(one.called.lower(), one.company_id)
    for domain in one.domains:
        if not spelling.refusal(domain):
            books.by_domain.setdefault(domain, one.company_id)


def _add_domains(entries: Sequence[Entry], books: Books, at: datetime, member_id: UUID) -> None:
    """Those that nobody has; another company's stay another's, an archived one's come along."""
    about = {one.company_id for one in entries if one.company_id and one.domains}
    held = {domain: company for company, domain in
            CompanyDomain.objects.filter(company_id__in=about).values_list("company_id", "domain")}  # fmt: skip
    counts: dict[UUID, int] = {}
    for company in held.values():
        counts[company] = counts.get(company, 0) + 1
    fresh = []
    for one in entries:
        if one.company_id is None:
            continue
        for domain in one.domains:
            owner = held.get(domain) or books.by_domain.get(domain)
            if spelling.refusal(domain):
                one.wrong["company_domain"] = "no_company_domain"
            elif owner not in (None, one.company_id):
                one.wrong["company_domain"] = "domain_taken"
            elif domain not in held:
                if counts.get(one.company_id, 0) >= spelling.MOST:
                    one.wrong["company_domain"] = "many_domains"
                    continue
                held[domain] = one.company_id
                counts[one.company_id] = counts.get(one.company_id, 0) + 1
                one.added.append(domain)
                fresh.append(row(CompanyDomain, company_id=one.company_id, domain=domain, member_id=member_id, at=at))
    CompanyDomain.objects.filter(domain__in=[each.domain for each in fresh]).delete()  # an archived one's
    insert(fresh)


def _circle(company: UUID, parent: UUID | None, above: Mapping[UUID, UUID | None]) -> bool:
    seen: set[UUID] = set()
    while parent is not None and parent not in seen:
        if parent == company:
            return True
        seen.add(parent)
        parent = above.get(parent)
    return False


def _name(text: str) -> str:
    return " ".join(scrub(text).split())[:200]
