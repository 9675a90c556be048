"""Settings: webhooks of other programs, their signatures, their mappings, what they sent."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nitka.accounts.asking import admitted, workspace_of
from nitka.accounts.exporting import save
from nitka.accounts.models import Member
from nitka.accounts.policies import can_administer
from nitka.kit.listed import newest
from nitka.moments import arrivals_export
from nitka.moments.forms import HookForm, SigningForm
from nitka.moments.hooks import verbs, words
from nitka.moments.hooks.language import LONGEST, Unreadable
from nitka.moments.hooks.rows import Hook, Payload


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The list, and a new one."""
    me = _member(request)
    form = HookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = verbs.create_hook(workspace=workspace_of(request), by=me, **form.cleaned_data)
        return redirect("moments:hook", slug, made.pk)
    rows = Hook.objects.select_related("source").order_by("created_at")[:500]
    return render(request, "moments/hooks.html", {"form": form, "rows": rows}, status=422 if form.errors else 200)


@require_GET
def one(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """A hook: its address, how it is signed, what becomes of what it sends."""
    return _page(request, _hook(request, key))


@require_POST
def signing(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """How its sender is known."""
    hook, form = _hook(request, key), SigningForm(request.POST)
    if not form.is_valid():
        return _page(request, hook, signing_form=form)
    given = form.cleaned_data
    verbs.change_signing(
        hook=hook, signing=given["signing"], header=given["header"], secret=given["secret"] or None
    )
    messages.success(request, _("Saved"))
    return redirect("moments:hook", slug, key)


@require_POST
def mapping(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Another mapping; one with a mistake is not kept, and not lost."""
    hook, text = _hook(request, key), _text(request)
    try:
        verbs.change_mapping(hook=hook, text=text)
    except Unreadable as error:
        return _page(request, hook, text=text, wrong=words.wrong(error))
    messages.success(request, _("Saved"))
    return redirect("moments:hook", slug, key)


@require_POST
def trial(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """What a mapping would make of the last payloads, as one types."""
    hook = _hook(request, key)
    return render(request, "moments/_tried.html", {"hook": hook, **_tried(hook, _text(request))})


@require_POST
def switch(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """On, once the mapping says something; or off."""
    hook = _hook(request, key)
    try:
        verbs.switch_hook(hook=hook, on=request.POST.get("on") == "1")
    except Unreadable as error:
        return _page(request, hook, wrong=words.wrong(error))
    return redirect("moments:hook", slug, key)


@require_POST
def replay(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Take all that is kept once more."""
    hook = _hook(request, key)
    if hook.on_at is None:
        messages.error(request, _("Switch the webhook on first"))
    else:
        count = verbs.replay_hook(hook=hook)
        said = ngettext("%(n)s payload became events", "%(n)s payloads became events", count)
        messages.success(request, said % {"n": count})
    return redirect("moments:hook", slug, key)


@require_POST
def export(request: HttpRequest, slug: str, key: UUID) -> StreamingHttpResponse:
    """What came as a file, and what became of each."""
    hook = _hook(request, key)
    name = _("What came: %(hook)s") % {"hook": hook.name}
    page = newest(lambda: Payload.objects.filter(hook_id=hook.pk), arrivals_export.payloads_told)
    return save(request, file="webhook-in", name=name, columns=arrivals_export.payload_columns(), page=page)


@require_POST
def removal(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Take it away."""
    verbs.remove_hook(hook=_hook(request, key))
    messages.success(request, _("The webhook is removed"))
    return redirect("moments:hooks", slug)


def _page(request: HttpRequest, hook: Hook, *, text: str | None = None, wrong: str = "",
          signing_form: SigningForm | None = None) -> HttpResponse:  # fmt: skip
    text = hook.mapping if text is None else text
    was = {"signing": hook.signing, "header": hook.header}
    rows = Payload.objects.filter(hook_id=hook.pk).order_by("-id")[:50]
    context = {
        "hook": hook,
        "address": f"{request.scheme}://{request.get_host()}/hooks/{hook.pk}",
        "text": text,
        "wrong": wrong,
        "signing_form": signing_form or SigningForm(initial=was),
        "payloads": [{"row": row, "why": words.why(row.reason), "body": _shown(row.body)} for row in rows],
        **_tried(hook, text),
    }
    status = 422 if wrong or (signing_form and signing_form.errors) else 200
    return render(request, "moments/hook.html", context, status=status)


def _tried(hook: Hook, text: str) -> dict[str, Any]:
    try:
        found = verbs.tried(hook, text)
    except Unreadable as error:
        return {"mistake": words.wrong(error), "tries": []}
    tries = [
        {"row": row, "why": words.why(outcome.reason) if outcome.reason else "", "body": _shown(row.body),
         "calls": [_call(call) for call in outcome.calls]}
        for row, outcome in found
    ]  # fmt: skip
    return {"mistake": "", "tries": tries}


def _call(call: dict[str, Any]) -> dict[str, Any]:
    facts = call.get("properties") or call.get("traits") or {}
    shown = {name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
             for name, value in facts.items()}  # fmt: skip
    return {"type": call["type"], "event": call.get("event", ""), "who": call["userId"] or call["anonymousId"],
            "at": call.get("timestamp", ""), "facts": shown}  # fmt: skip


def _shown(body: str | None) -> str:
    """As it came; JSON over lines."""
    if body is None:
        return ""
    try:
        return json.dumps(json.loads(body), ensure_ascii=False, indent=2)[:8000]
    except (ValueError, RecursionError):
        return body[:8000]


def _text(request: HttpRequest) -> str:
    return request.POST.get("mapping", "").replace("\r\n", "\n").replace("\0", "")[: LONGEST + 1]


def _member(request: HttpRequest) -> Member:
    return admitted(request, can_administer)


def _hook(request: HttpRequest, key: UUID) -> Hook:
    _member(request)
    found = Hook.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return found
