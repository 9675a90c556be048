"""Ids of another company where no address has them: in what is asked behind the `?`, and in the fields of each form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import pytest
from django.db import connection, transaction
from selectolax.lexbor import LexborHTMLParser, LexborNode

from nitka.kit.db.tenancy import in_workspace
from tests.company import Company, company, guarded, snapshot
from tests.test_two_workspaces import Visitor, _own, guarded_addresses

pytestmark = pytest.mark.django_db
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Whose ids stand for one that is nobody's we know of.
ANY = ("accounts_member", "accounts_team", "customers_customer", "conversations_conversation", "segments_segment")
OUT = ("/accounts/", "/demo/")


@dataclass(frozen=True)
class Form:
    """Where a form goes, and what it says as it stands."""

    method: str
    path: str
    fields: tuple[tuple[str, str], ...]


def forms(page: str, text: str) -> Iterator[Form]:
    for form in LexborHTMLParser(text).css("form"):
        path = urljoin(page, form.attributes.get("action") or page)
        method = (form.attributes.get("method") or "get").upper()
        if method in ("GET", "POST") and path.startswith("/") and not path.startswith(OUT):
            yield Form(method, path, tuple(_fields(form)))


def _fields(form: LexborNode) -> Iterator[tuple[str, str]]:
    for one in form.css("input[name], textarea[name], button[name]"):
        yield str(one.attributes["name"]), one.attributes.get("value") or "words"
    for one in form.css("select[name]"):
        values = [option.attributes.get("value") or "" for option in one.css("option")]
        yield str(one.attributes["name"]), next(filter(ID.fullmatch, values), next(filter(None, values), ""))


def changed(pairs: tuple[tuple[str, str], ...], ours: Company, theirs: Company) -> Iterator[dict[str, str]]:
    """The same with one id of ours in the place of which the other company's of the same kind stands."""
    names = {str(key): name for name, key in ours.ids.items()}
    for field, value in pairs:
        for mine in dict.fromkeys(ID.findall(value)):
            alike = [names[mine]] if names.get(mine) in theirs.ids else [name for name in ANY if name in theirs.ids]
            for name in alike:
                yield dict(pairs) | {field: value.replace(mine, str(theirs.ids[name]))}


def held(ours: Company, theirs: Company) -> list[str]:
    """Tables of ours in which an id of theirs stands."""
    known = [f"%{key}%" for key in theirs.ids.values()]
    with in_workspace(ours.workspace.pk), connection.cursor() as cursor:
        found = []
        for table in guarded():
            cursor.execute(f"select 1 from {table} t where t::text like any(%s) limit 1", [known])
            found += [table] if cursor.fetchone() else []
        return found


def pages(visitor: Visitor, ours: Company) -> Iterator[tuple[str, str]]:
    """Each page of ours that says something, with its text."""
    learnt: dict[str, str] = {}
    for address in guarded_addresses():
        own = None if address.is_api else _own(visitor, address, "GET", ours, learnt)
        if own is None or own[1] != 200:
            continue
        path = address.fill(slug=ours.workspace.slug, **own[0])
        answer = visitor.browser.get(path)
        if answer["Content-Type"].startswith("text/html") and not answer.streaming:
            yield path, answer.content.decode()


@pytest.fixture(scope="module")
def pair(module_db: None) -> tuple[Company, Company]:
    return company("kalina"), company("ryabina", visitors=5)


def test_a_foreign_id_in_a_query_or_in_a_form_finds_and_changes_nothing(pair: tuple[Company, Company]) -> None:
    ours, theirs = pair
    before, visitor = snapshot(theirs), Visitor(ours)
    told: set[tuple[str, str]] = set()  # shape of the path, field
    posts = gets = 0
    for page, text in pages(visitor, ours):
        links = set(re.findall(r'"(/w/[^"\s]*\?[^"\s]*)"', text))
        asked = [Form("GET", link, tuple(parse_qsl(urlsplit(link).query.replace("&amp;", "&")))) for link in links]
        for form in (*forms(page, text), *asked):
            path = urlsplit(form.path).path
            for given in changed(form.fields, ours, theirs):
                fresh = next((key for key, value in given.items() if value != dict(form.fields)[key]), "")
                shape = (f"{form.method} {ID.sub('*', path)}", fresh)
                if not fresh or shape in told:
                    continue
                told.add(shape)
                with transaction.atomic():
                    if form.method == "GET":
                        answer = visitor.browser.get(f"{path}?{urlencode(given)}")
                        gets += 1
                    else:
                        answer = visitor.browser.post(path, given)
                        posts += 1
                        assert answer.status_code >= 400 or held(ours, theirs) == [], (shape, answer.status_code)
                    assert answer.status_code < 500, shape
                    if not answer.streaming:
                        assert theirs.mark not in answer.content.decode(errors="replace"), shape
                    transaction.set_rollback(True)
    assert snapshot(theirs) == before
    assert gets >= 5
    assert posts >= 20, posts


def test_an_id_of_the_other_would_be_seen(pair: tuple[Company, Company]) -> None:
    ours, theirs = pair
    assert held(ours, theirs) == []
    assert held(theirs, theirs)
