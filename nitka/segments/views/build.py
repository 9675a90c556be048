"""The builder: what is typed becomes words, a count and people; nothing is kept until it is saved."""

import json
import time
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from nitka.accounts.asking import admitted
from nitka.accounts.models import Member
from nitka.customers.models import Company, Customer
from nitka.customers.tabs import names
from nitka.segments import actions
from nitka.segments.building.form import Raw, done, typed
from nitka.segments.building.offers import COMPANY_OFFERS, GROUPS, OFFERS
from nitka.segments.building.rows import line
from nitka.segments.definition import WrongDefinition
from nitka.segments.definition.called import Called
from nitka.segments.definition.fields import unsaid
from nitka.segments.definition.read import HOWS
from nitka.segments.definition.sight import read_for
from nitka.segments.definition.tree import Group
from nitka.segments.definition.words import figure_of, said, said_of
from nitka.segments.judging.preview import Preview, preview
from nitka.segments.models import Of, Segment
from nitka.segments.policies import can_build
from nitka.segments.ready import READY
from nitka.segments.views.common import company_names, segment_or_404


@require_http_methods(["GET", "POST"])
def build(request: HttpRequest, slug: str, key: UUID | None = None) -> HttpResponse:
    """One segment's definition; without a key a new one. Each answer is the whole builder with what it counts."""
    member = admitted(request, can_build)
    found = segment_or_404(key) if key else None
    name, raw = _begun(request, found)
    errors: dict[str, str] = {}
    if request.method == "POST" and request.POST.get("do") == "save":
        try:
            read_for(raw, member)
            kept = _keep(found, name, raw, member.pk)
        except WrongDefinition as problem:
            errors = problem.fields
        else:
            return redirect("segments:segment", slug, kept.pk)
    context = _context(found, name, raw, errors, request, member)
    return render(request, "segments/build.html", context, status=422 if errors else 200)


def _begun(request: HttpRequest, found: Segment | None) -> tuple[str, Raw]:
    if request.method == "POST":
        raw = done(typed(request.POST), [*request.POST.getlist("do"), *(f"add:{one}" for one in _added(request))])
        return request.POST.get("name", "")[:200], raw
    if found:
        return found.name, {name: part for name, part in found.definition.items() if name != "version"}
    whole: Raw = {"all": [], "of": Of.COMPANIES.value} if request.GET.get("of") == Of.COMPANIES else {"all": []}
    name, given = READY.get(request.GET.get("from", ""), ("", whole))
    return str(name), json.loads(json.dumps(given))


def _added(request: HttpRequest) -> list[str]:
    """What was chosen in a group's own list."""
    return [value for value in request.POST.getlist("add") if value]


def _keep(found: Segment | None, name: str, raw: Raw, member_id: UUID) -> Segment:
    if found is None:
        return actions.make_segment(name=name, definition=raw, member_id=member_id)
    return actions.change_segment(segment=found, name=name, definition=raw, member_id=member_id)


def _context(
    found: Segment | None, name: str, raw: Raw, errors: dict[str, str], request: HttpRequest,
    member: Member,
) -> dict[str, Any]:  # fmt: skip
    of = Of.COMPANIES if raw.get("of") == Of.COMPANIES else Of.CUSTOMERS
    called, counted, aloud, tree = Called(member, of), None, "", None
    seed = int(request.POST.get("seed") or 0) if (request.POST.get("seed") or "0").isdecimal() else 0
    seed = (seed + (request.POST.get("do") == "others")) % 10_000
    began = time.perf_counter()
    empty = not any(raw.get(how) for how in HOWS)
    if not empty:
        try:
            tree = read_for(raw, member)
            aloud = said(tree, called)
            counted = preview(tree, segment_id=found.pk if found else None, seed=seed)
        except WrongDefinition as problem:
            errors = problem.fields | errors
    took = time.perf_counter() - began
    saving = request.POST.get("do") == "save"
    told = errors if saving else {name: text for name, text in errors.items() if text != unsaid()}
    root = line(raw, called, told)
    groups: dict[str, list[tuple[str, Any]]] = {}
    for code, (group, label, _given) in (COMPANY_OFFERS if of == Of.COMPANIES else OFFERS).items():
        groups.setdefault(str(group), []).append((code, label))
    firms = of == Of.COMPANIES
    return {
        "companies": firms, "firms": _firms(counted) if firms else [], "people": [] if firms else _people(counted),
        "segment": found, "name": name, "root": root, "errors": told, "open": bool(errors) and not told, "aloud": aloud,
        "counted": counted,
        "left": _left(counted), "took": max(took, 0.1), "seed": seed, "empty": empty,
        "offers": list(groups.items()), "groups": GROUPS.items(), "called": errors.get("name", ""),
        "whole": errors.get("definition", "") or errors.get("of", ""),
        "near": _near(counted, tree, called), "unwanted": root.how == "none",
    }  # fmt: skip


def _left(counted: Preview | None) -> dict[int, int]:
    return dict(enumerate(counted.left)) if counted else {}


def _people(counted: Preview | None) -> list[tuple[Customer, str]]:
    if counted is None:
        return []
    rows = {one.pk: one for one in Customer.objects.filter(pk__in=counted.people)}
    called = names(list(rows))
    return [(rows[key], called[key]) for key in counted.people if key in rows]


def _firms(counted: Preview | None) -> list[Company]:
    rows = Company.objects.in_bulk(counted.people) if counted else {}
    return [rows[key] for key in counted.people if key in rows] if counted else []


def _near(counted: Preview | None, tree: Group | None, called: Called) -> list[tuple[UUID, str, str, str]]:
    """Of a few who almost fit: who, their name, what is in the way, the figure as it is."""
    if counted is None or tree is None:
        return []
    keys = [one.customer for one in counted.near]
    known = company_names(keys) if tree.of == Of.COMPANIES else names(keys)
    return [
        (one.customer, known[one.customer], said_of(tree.parts[one.part], called),
         "" if one.value is None else figure_of(tree.parts[one.part], one.value))
        for one in counted.near if one.customer in known
    ]  # fmt: skip
