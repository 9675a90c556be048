"""All customers: a table whose columns are chosen, narrowed, sorted, changed many at once."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from nitka.accounts.asking import member_of
from nitka.accounts.models import Member
from nitka.accounts.policies import can_answer, can_share_views
from nitka.customers import attributes, labels, listing, many, owners, saved
from nitka.customers.kinds import is_contact
from nitka.customers.lines import ask_lines
from nitka.customers.models import Customer
from nitka.customers.policies import can_enter, can_export
from nitka.customers.seeing import unseen
from nitka.customers.using import note_use
from nitka.customers.views.section import ask_section
from nitka.kit import slots
from nitka.kit.context import require_workspace
from nitka.kit.db.ahead import Soon, ask, together
from nitka.ui import words

CHOSEN = "customers.columns"  # in the session


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """A page of the list: rows, or the whole page around them."""
    member = member_of(request)
    asked = listing.read(request.GET)
    with together():
        context = _context(request, member, asked)
    part = request.headers.get("Nitka-Part") == "rows"
    return render(request, "customers/_rows.html" if part else "customers/index.html", context)


def _context(request: HttpRequest, member: Member, asked: listing.Asked) -> dict[str, Any]:
    """What the page says, or its rows alone: asked for before the first of it is put together."""
    rows = listing.found(asked, member)
    try:
        page = listing.ask_page(rows, asked, request.GET.get("after", "")[:120])
    except (ValueError, OverflowError):
        raise Http404 from None
    keys = ask_own_keys(member)
    around = None if request.headers.get("Nitka-Part") == "rows" else _ask_around(rows, member, asked)
    shown, following = page.get()
    own = keys.get()
    columns = columns_of(request, own, asked)
    note_use([key for key in columns if key in own], "column")
    if asked.has:
        note_use([asked.has.partition("=")[0].strip()], "filter")
    lines = ask_lines(shown, member, [key for key in columns if key in own])
    context: dict[str, Any] = {
        "columns": [(key, _label(key), asked.query(sort=key, up=_turned(asked, key))) for key in columns],
        "sorts": listing.SORTS, "asked": asked, "writes": can_answer(member), "enters": can_enter(member),
        "next": asked.query(after=following) if following else "",
    }  # fmt: skip
    if around is not None:
        context |= around() | {
            "whole": replace(asked, columns=tuple(columns)).query(),
            "own": [(key, _label(key)) for key in own],
            "choices": [(key, _label(key), key in columns) for key in (*listing.COLUMNS, *own)],
        }  # fmt: skip
    return context | {"lines": lines()}


def _ask_around(
    rows: "QuerySet[Customer]", member: Member, asked: listing.Asked
) -> Callable[[], dict[str, Any]]:
    """Ask for what stands around the rows."""
    most = listing.counted(asked)
    count, tabs, kept = listing.ask_count(rows, most), ask_section(member, "customers"), saved.ask_shown(member, asked)
    going, firms = many.ask_going(member), many.ask_companies()
    tags, members = labels.ask_all(), owners.ask_owners()
    segments = [fill(member) for fill in slots.fillers("customers.segments")]

    def said() -> dict[str, Any]:
        total, held = count.get(), [one for asked_for in segments for one in asked_for.get()]
        worn, people = tags.get(), members.get()
        called = {
            "segment": dict(held).get(asked.segment),
            "label": {str(one.id): one.name for one in worn}.get(asked.label),
            "owner": {str(one.id): one.name for one in people}.get(asked.owner),
        }  # fmt: skip
        return tabs.get() | {
            "change": going.get(), "firms": firms.get(),
            "total": words.figure(min(total, most)), "more": total > most,
            "as_new": urlencode({"contacts" if is_contact(asked.q) else "name": asked.q}),
            "conditions": [(called.get(name) or said, asked.query(**{name: ""})) for name, said in asked.conditions()],
            "segments": [(str(key), name) for key, name in held], "labels": [(str(one.id), one) for one in worn],
            "members": [(str(one.id), one.name) for one in people if one.active],
            "kept": kept.get(), "as_said": saved.name_of(asked),
            "may_share": can_share_views(member), "exports": can_export(member),
        }  # fmt: skip

    return said


@require_POST
def columns(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep which columns this member wants; within a view it is the address that keeps them."""
    chosen = [key for key in request.POST.getlist("column") if attributes.KEY.fullmatch(key)][: listing.COLUMNS_MOST]
    asked = saved.back_to(request.POST)
    if asked.view or asked.columns:
        asked = replace(asked, columns=tuple(chosen))
    else:
        request.session[CHOSEN] = chosen
    return redirect(f"/w/{slug}/customers/{asked.query()}")


def own_keys(member: Member) -> list[str]:
    """The attributes of the company's own that a member sees."""
    return ask_own_keys(member).get()


def ask_own_keys(member: Member) -> Soon[list[str]]:
    """Ask for the attributes of the company's own that a member sees."""
    statement = (
        "select key from customers_attribute_kind where workspace_id = %s and seen_by <> all(%s::text[]) order by key"
    )
    return ask(statement, [require_workspace(), unseen(member)], lambda rows: [key for (key,) in rows])


def columns_of(request: HttpRequest, own: list[str], asked: listing.Asked) -> list[str]:
    """The columns to show: the address’s, else those that the member has chosen."""
    chosen = asked.columns or request.session.get(CHOSEN)
    known = [*listing.COLUMNS, *own]
    return [key for key in known if key in chosen] if isinstance(chosen, list | tuple) else list(listing.USUAL)


def _label(key: str) -> str:
    return str(listing.COLUMNS.get(key) or attributes.label(key))


def _turned(asked: listing.Asked, key: str) -> str:
    return "1" if asked.sort == key and not asked.up else ""
