"""Canned answers in the composer; macros looked at and run."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from nitka.accounts.asking import member_of, workspace_of
from nitka.accounts.models import Workspace
from nitka.conversations import phrases
from nitka.conversations.actions.macros import Broken, Case, plan, run_macro
from nitka.conversations.desk import names
from nitka.conversations.models import Canned, Conversation, Macro
from nitka.conversations.views.base import conversation_of, done, may_answer, refused
from nitka.customers.models import Customer

MOST = 300


@require_GET
def canned(request: HttpRequest, slug: str, number: int) -> JsonResponse:
    """All canned answers with this conversation's values in them, and the names of macros."""
    may_answer(request)
    case = case_of(request, conversation_of(request, number))
    return JsonResponse({"canned": _filled(case.language, case.values)})


def said_in(request: HttpRequest, name: str, customer: Customer | None) -> list[dict[str, Any]]:
    """All canned answers for who has no conversation yet: its number and subject are not known."""
    workspace = workspace_of(request)
    assert isinstance(workspace, Workspace)
    known = phrases.values(customer=name, member=member_of(request), number=0, subject="", brand=workspace.name)
    language = (customer.language if customer else "") or workspace.language
    return _filled(language, known | {"conversation.number": ""})


def _filled(language: str, values: Mapping[str, str]) -> list[dict[str, Any]]:
    rows = []
    for row in Canned.objects.order_by("title")[:MOST]:
        filled = phrases.fill(phrases.text_in(row, language), values)
        rows.append(
            {
                "title": row.title,
                "shortcut": row.shortcut,
                "text": filled.text,
                "missing": [{"name": name, "label": str(phrases.VARIABLES.get(name, ""))} for name in filled.missing],
            }
        )
    return rows


@require_http_methods(["GET", "POST"])
def macro(request: HttpRequest, slug: str, number: int, key: UUID) -> HttpResponse:
    """What a macro would do here; posted, it does it, all or nothing."""
    may_answer(request)
    conversation = conversation_of(request, number)
    row = Macro.objects.filter(pk=key).first()
    if row is None:
        raise Http404
    case = case_of(request, conversation)
    if request.method == "POST":
        try:
            run_macro(macro=row, case=case)
        except Broken as problem:
            return refused(request, slug, number, _("Nothing was done. %(why)s") % {"why": problem})
        return done(request, slug, number, _("Done: %(title)s") % {"title": row.title})
    context = {"plan": plan(row, case), "number": number, "slug": slug, "query": request.GET.urlencode()}
    return render(request, "conversations/_macro.html", context)


def case_of(request: HttpRequest, conversation: Conversation) -> Case:
    """A conversation with what variables are in it."""
    member, workspace = member_of(request), workspace_of(request)
    identity = conversation.identity
    customer = identity.customer
    assert isinstance(workspace, Workspace)
    name = customer.name or identity.name
    values = phrases.values(
        customer=name,
        member=member,
        number=conversation.number,
        subject=conversation.subject,
        brand=workspace.name,
    )
    values["customer.name"] = name or (
        "" if identity.kind == "visitor" else names.address(identity.kind, identity.value)
    )
    return Case(conversation, member, customer.language or workspace.language, values)
