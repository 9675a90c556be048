"""What the desk's views share: the page or only the parts that were asked for, and answers to what was posted."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from nitka.accounts.asking import admitted, member_of
from nitka.accounts.models import Member
from nitka.accounts.policies import can_answer, sees_all
from nitka.conversations import queries
from nitka.conversations.desk.dossier import ask_conversation, found_or_survivor
from nitka.conversations.desk.frame import Frame, frame
from nitka.conversations.desk.listing import ask_listing, listing
from nitka.conversations.desk.page import ask_page, thread_page
from nitka.conversations.desk.thread import SHOWN
from nitka.conversations.models import Conversation
from nitka.kit.db.ahead import together
from nitka.ui.templatetags.ui import script_json

PARTS = ("list", "rows", "thread", "talk", "composer", "meanwhile", "customer")


def parts_of(request: HttpRequest) -> list[str]:
    """The parts of the page that its script asks for; none: the page."""
    asked = request.headers.get("Nitka-Part", "").split()
    known = [part.partition("-")[0] for part in asked]
    return known if asked and all(part in PARTS for part in known) else []


def conversation_of(request: HttpRequest, number: int) -> Conversation:
    """A conversation that the member may see; else 404."""
    found = queries.find(member_of(request), number)
    if found is None:
        raise Http404
    return found


def may_answer(request: HttpRequest) -> None:
    """Raises PermissionDenied for observers."""
    admitted(request, can_answer)


def desk(
    request: HttpRequest, slug: str, *, number: int | None, pane: str, status: int = 200, **more: Any
) -> HttpResponse:
    """The desk, whole or in parts; `more` is for its templates."""
    parts = parts_of(request)
    member = member_of(request)
    context: dict[str, Any] = {
        "pane": pane,
        "number": number,
        "slug": slug,
        "parts": parts,
        "base": f"/w/{slug}/inbox/",
        "can_answer": can_answer(member),
        **more,
    }
    with together():
        _read(request, context, number, parts)
    if "t" in context and context["t"].conversation.number != number:
        return _elsewhere(request, slug, context["t"].conversation.number)
    if not parts:
        context |= _choices(context["frame"], member)
    template = "conversations/parts.html" if parts else "conversations/desk.html"
    return render(request, template, context, status=status)


def _read(request: HttpRequest, context: dict[str, Any], number: int | None, parts: list[str]) -> None:
    """What the parts show: all of it is asked for before the first of it is put together."""
    member, whole = member_of(request), not parts or "list" in parts
    of_thread = {"thread", "talk", "composer", "customer"} & set(parts)
    wanted = number if not parts or of_thread else None
    conversation = ask_conversation(member, wanted) if wanted is not None else None
    at = context["frame"] = frame(member)
    if conversation is not None and wanted is not None:
        found = found_or_survivor(member, wanted, conversation)
        if found is None:
            raise Http404
        panel = not parts or bool({"thread", "customer"} & of_thread)
        opening = ask_page(member, found, context["slug"], shown=_shown(request, wanted), panel=panel)
    rows = ask_listing(member, request.GET, at) if whole or "rows" in parts else None
    if whole:
        at.ask_counts()
    if conversation is not None:
        context["t"] = thread_page(member, opening, at)
    if rows is not None:
        context["list"] = listing(rows, whole=whole)
        context["query"] = context["list"].query
    else:
        context["query"] = "&".join(f"{key}={value}" for key in ("view",) if (value := request.GET.get(key)))


def _shown(request: HttpRequest, number: int) -> int:
    """How many messages the address asks for; back to one that it names."""
    shown = request.GET.get("shown", "")
    count = int(shown[:6]) if shown.isdecimal() else SHOWN
    if at_message := request.GET.get("at", ""):
        count = max(count, queries.from_the_end(number, at_message) + 10)
    return count


def _elsewhere(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """It was merged: to the page of where it stands now."""
    query = request.GET.urlencode()
    address = reverse("conversations:thread", args=[slug, number]) + (f"?{query}" if query else "")
    return leave(request, address)


def leave(request: HttpRequest, address: str) -> HttpResponse:
    """On to another page, whether parts of this one were asked for or the whole."""
    return HttpResponse(status=204, headers={"Nitka-Location": address}) if parts_of(request) else redirect(address)


def _choices(at: Frame, member: Member) -> dict[str, Any]:
    """Labels, and colleagues and teams, for scripts that ask for one."""
    labels = [{"id": str(tag.id), "label": tag.name, "tone": tag.tone} for tag in at.labels.values()]
    people: list[dict[str, Any]] = [
        {"id": str(one.id), "label": one.name} for one in at.members.values() if one.active and one.role != "observer"
    ]
    people += [{"id": str(key), "label": name, "team": True} for key, name in at.teams.items()]
    return {"labels_json": script_json(labels), "people_json": script_json(people)}


def done(request: HttpRequest, slug: str, number: int, said: str = "", undo: str = "", swap: str = "") -> HttpResponse:
    """After a change: the parts that were asked for with a notice, or the page again; the list when it was
    given away out of sight."""
    parts = parts_of(request)
    if not parts:
        if said:
            messages.success(request, said, extra_tags=f"{undo} {swap}".strip())
        query = request.GET.urlencode()
        return redirect(reverse("conversations:thread", args=[slug, number]) + (f"?{query}" if query else ""))
    member = member_of(request)
    if not sees_all(member) and queries.find(member, number) is None:
        if said:
            messages.success(request, said, extra_tags=undo)
        return HttpResponse(status=204, headers={"Nitka-Location": reverse("conversations:inbox", args=[slug])})
    answer = desk(request, slug, number=number, pane="thread")
    if said:
        answer.write(toast(request, said, undo=undo, swap=swap))
    return answer


def refused(request: HttpRequest, slug: str, number: int, said: str) -> HttpResponse:
    """It could not be done, and why; what was written stays on the page."""
    if not parts_of(request):
        messages.error(request, said)
        return redirect("conversations:thread", slug, number)
    return HttpResponse(toast(request, said, level="error"), status=422)


def toast(request: HttpRequest, text: str, *, undo: str = "", level: str = "", swap: str = "", life: int = 0) -> str:
    """A notice for an answer in parts; `life` in milliseconds."""
    return render_to_string(
        "ui/_toast.html", {"text": text, "undo": undo, "level": level, "swap": swap, "life": life or ""}, request
    )
