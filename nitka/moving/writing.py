"""Records of a page into what we keep: companies, customers, conversations, deals. Told again nothing comes twice."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from nitka.accounts.models import Member
from nitka.channels.markup import safe
from nitka.conversations.actions.restore import Past, Said, restore
from nitka.customers import kinds
from nitka.customers.actions import (
    Claim,
    CompanyWord,
    Trait,
    describe_all,
    hold,
    labels_of_names,
    put_on,
    tell_companies,
)
from nitka.customers.models import Attribute, Identity, Merge
from nitka.customers.queries import companies_called, nobodys, seen, spell_label
from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import insert, instance
from nitka.kit.ids import uuid7
from nitka.kit.latin import slug
from nitka.moments.actions import append
from nitka.moments.kinds import check
from nitka.moments.models import Moment
from nitka.moving.contract import Deal, Item, Organisation, Person, Talk, Unread, Written
from nitka.moving.fetching import Had, note_of
from nitka.moving.models import Known, Moving

SEVERAL = 20  # contacts of one person
_RICH = ("<img", "<table", "<li", "<a ", "<h1", "<h2", "<h3", "<pre", "<blockquote")  # worth a look of its own


@dataclass(slots=True)
class Wrote:
    """What came of a page."""

    counts: Counter[str] = field(default_factory=Counter)
    unread: list[Unread] = field(default_factory=list)


def write(of: Moving, items: Sequence[Item], had: Had, language: str) -> Wrote:
    """Write one page."""
    wrote = Wrote()
    _companies(of, [one for one in items if isinstance(one, Organisation)], wrote)
    talks = [one for one in items if isinstance(one, Talk)]
    people = [one for one in items if isinstance(one, Person)] + [one.person for one in talks]
    found = _people(of, people, wrote)
    _talks(of, talks, found, had, language, wrote)
    _deals(of, [one for one in items if isinstance(one, Deal)], wrote)
    return wrote


def known(of: Moving, kind: str, externals: Iterable[str]) -> dict[str, UUID]:
    """What is here already of what the program calls so."""
    rows = Known.objects.filter(source=of.source, kind=kind, external__in=set(externals))
    return dict(rows.values_list("external", "ours"))


def tag(of: Moving, external: str) -> str:
    """A message's id among all that ever came: the program, the company there, its number there."""
    return f"{of.source}:{external}"


def _remember(of: Moving, kind: str, pairs: dict[str, UUID]) -> None:
    insert([
        instance(Known, {
            "id": uuid7(), "workspace_id": require_workspace(), "source": of.source, "kind": kind,
            "external": external, "ours": ours, "of_id": of.pk,
        }.items(), stored=False)
        for external, ours in pairs.items()
    ], ignore_conflicts=True)  # fmt: skip


def _companies(of: Moving, given: Sequence[Organisation], wrote: Wrote) -> None:
    if not given:
        return
    before = known(of, "company", [one.external for one in given])
    words = [CompanyWord(of.source_id, one.external, None, clock.now(), one.name, one.domains) for one in given]
    tell_companies(words)
    _remember(of, "company", companies_called(of.source_id, [one.external for one in given]))
    for word in words:
        if "group" in word.wrong:
            wrote.unread.append(Unread(word.key, "company"))
        else:
            wrote.counts["companies" if word.key not in before else "companies_known"] += 1


def _people(of: Moving, given: Sequence[Person], wrote: Wrote) -> dict[str, Identity]:
    """External → who that is with us: by their number there, else by their contacts, else somebody new."""
    if not given:
        return {}
    people = {one.external: one for one in given}  # the last word of a page
    held = known(of, "customer", people)
    rows = Identity.objects.in_bulk(list(set(held.values())))
    claims = _claims(of, people, held, rows)
    before = seen({one.key for claim in claims.values() for one in (claim, *claim.also)})
    began = clock.now()
    found = hold(list(claims.values()))
    _merged(of, began, {one.pk for one in found.values()})
    identities = {external: found[claim.key] for external, claim in claims.items()}
    fresh = {external: one.pk for external, one in identities.items() if external not in held}
    _remember(of, "customer", fresh)
    for external, claim in claims.items():
        if external in fresh:
            knew = any(one.key in before for one in (claim, *claim.also))
            wrote.counts["customers_known" if knew else "customers"] += 1
    _belong(of, people, identities)
    _describe(of, people, identities, _label(of, people, identities))
    return identities


def _merged(of: Moving, since: datetime, identities: set[UUID]) -> None:
    """Customers whom a contact here and one there made one: taken back with the move."""
    made = Merge.objects.filter(at__gte=since, undone_at=None, one_id__in=identities, other_id__in=identities)
    _remember(of, "merge", {str(key): key for key in made.values_list("pk", flat=True)})


def _claims(
    of: Moving, people: dict[str, Person], held: dict[str, UUID], rows: dict[UUID, Identity]
) -> dict[str, Claim]:
    contacts = {external: list(_contacts(of, one)) for external, one in people.items()}
    nobody = nobodys({claim.key for claims in contacts.values() for claim in claims})
    made = {}
    for external, one in people.items():
        claims = [claim for claim in contacts[external] if claim.key not in nobody]
        known_by = rows.get(held[external]) if external in held else None
        if known_by is not None:
            first = Claim(known_by.kind, known_by.value, "", how="import", source_id=of.pk)
            claims = [first, *(claim for claim in claims if claim.key != first.key)]
        elif not claims:
            claims = [Claim("account", f"{of.source}:{external}"[:255], "", how="import", source_id=of.pk)]
        made[external] = replace(claims[0], name=one.name, also=tuple(claims[1:SEVERAL]))
    return made


def _contacts(of: Moving, person: Person) -> Iterable[Claim]:
    for kind, values in (("email", person.emails), ("phone", person.phones)):
        for text in values:
            for value in kinds.spell_all(kind, text):
                yield Claim(kind, value, "", how="import", source_id=of.pk)


def _label(of: Moving, people: dict[str, Person], identities: dict[str, Identity]) -> dict[str, list[str]]:
    """What the program labels them with goes on, never off. External → labels for which there is no room here."""
    names = {name for one in people.values() for name in one.labels}
    known = labels_of_names(names) if names else {}
    found = [(external, name, known.get(spell_label(name).lower()))
             for external, one in people.items() for name in one.labels]  # fmt: skip
    put_on({(identities[external].customer_id, label.pk) for external, _name, label in found if label}, by=of.pk)
    left: dict[str, list[str]] = {}
    for external, name, label in found:
        if label is None:
            left.setdefault(external, []).append(name)
    return left


def _describe(
    of: Moving, people: dict[str, Person], identities: dict[str, Identity], unlabelled: dict[str, list[str]]
) -> None:
    """What else is said of them. Of what nobody gave a purpose here the values wait apart (`apart`); what is known of
    them already stays, whoever said it. All of it is as old as the move, by which it is taken back."""
    said = {
        (identities[external].customer_id, key): value
        for external, one in people.items() for name, value in one.own.items() if (key := slug(name))
    } | {(identities[external].customer_id, "tags"): names for external, names in unlabelled.items()}  # fmt: skip
    held = Attribute.objects.filter(customer_id__in={customer for customer, _key in said}) if said else ()
    known = {(one.customer_id, one.key) for one in held}
    describe_all(
        [Trait(customer, key, value, of.at) for (customer, key), value in said.items() if (customer, key) not in known],
        origin="import", apart=True,
    )  # fmt: skip


def _belong(of: Moving, people: dict[str, Person], identities: dict[str, Identity]) -> None:
    """Who is with which company; of companies that were not brought nothing is known but a number."""
    there = known(of, "company", {key for one in people.values() for key in one.companies})
    tell_companies([
        CompanyWord(of.source_id, key, identities[external].pk, clock.now())
        for external, one in people.items() for key in one.companies if key in there
    ])  # fmt: skip


def _talks(
    of: Moving, given: Sequence[Talk], people: dict[str, Identity], had: Had, language: str, wrote: Wrote
) -> None:
    if not given:
        return
    assert of.channel_id is not None
    here = known(of, "talk", [one.external for one in given])
    ours = _members({said.email for one in given for said in one.messages} | {one.assignee for one in given})
    pasts = {
        one.external: Past(
            people[one.person.external], of.channel_id, one.at, one.subject, one.closed_at,
            ours.get(one.assignee.lower()), _said(of, one, ours, had, language), here.get(one.external),
            labels=one.labels,
        )
        for one in given
    }  # fmt: skip
    restore(list(pasts.values()))
    _remember(of, "talk", {external: past.restored for external, past in pasts.items() if past.restored})
    for external, past in pasts.items():
        wrote.counts["conversations" if external not in here else "conversations_known"] += 1
        wrote.counts["messages"] += past.came
        wrote.counts["files"] += past.files
    wrote.counts["files_lost"] += sum(len(lost) for lost in had.lost.values())


def _members(emails: Iterable[str]) -> dict[str, UUID]:
    """Those of ours whom their addresses name."""
    wanted = {one.lower() for one in emails if one}
    rows = Member.objects.filter(user__email__in=wanted) if wanted else Member.objects.none()
    return {email.lower(): key for email, key in rows.values_list("user__email", "pk")}


def _said(of: Moving, talk: Talk, ours: dict[str, UUID], had: Had, language: str) -> list[Said]:
    said = []
    for one in talk.messages:
        html, text = _words(one)
        member = ours.get(one.email.lower()) if one.way != "in" else None
        author = "" if one.way == "in" or member else one.author or one.email
        files = had.files.get(one.external, ())
        lost = had.lost.get(one.external, ())
        if text or files or not lost:
            said.append(Said(tag(of, one.external), one.way, one.at, text, html, member, author, files))
        if lost:
            said.append(Said(tag(of, f"{one.external}:lost"), "note", one.at, note_of(lost, language), author=of.name))
    return said


def _words(one: Written) -> tuple[str, str]:
    """HTML made harmless where it says more than its text, and the text."""
    if not one.html:
        return "", one.text
    html, text = safe(one.html)
    return (html if any(mark in html for mark in _RICH) else ""), one.text or text


def _deals(of: Moving, given: Sequence[Deal], wrote: Wrote) -> None:
    """A deal is a moment when it begins and one when it is won or lost; a won one is an order that was paid."""
    if not given:
        return
    people = known(of, "customer", {key for one in given for key in one.people})
    here = known(of, "deal", {f"{one.external}:{step}" for one in given for step in ("opened", "won", "lost")})
    moments: dict[str, Moment] = {}
    for one in given:
        who = next((people[key] for key in one.people if key in people), None)
        if who is None:
            wrote.unread.append(Unread(one.external, "nobody"))
            continue
        steps = [("opened", one.at)] + ([(one.state, one.ended_at or one.at)] if one.state != "open" else [])
        wrote.counts["deals" if f"{one.external}:opened" not in here else "deals_known"] += 1
        for step, at in steps:
            if f"{one.external}:{step}" not in here:
                facts = _facts(of, one)
                moments[f"{one.external}:{step}"] = Moment(
                    id=uuid7(at), identity_id=who, kind=f"deal.{step}", at=at, channel_id=of.pk,
                    data=facts,
                )  # fmt: skip
    append(list(moments.values()))
    _remember(of, "deal", {key: moment.pk for key, moment in moments.items()})


def _facts(of: Moving, one: Deal) -> dict[str, object]:
    facts: dict[str, object] = {"deal": f"{of.name} {one.external}"[:100], "source": of.name}
    facts["name"] = one.name or one.external
    if one.reason:
        facts["reason"] = one.reason
    if one.amount and one.currency:
        money = {"total": {"amount": one.amount, "currency": one.currency}}
        kept, wrong = check("deal.opened", facts | money)
        if not wrong:
            return kept
    return facts
