"""The first minute of the demo: write as a customer, answer, close, rate, see the number move. Steps tick themselves.

What a newcomer has done is read from what happened: the shop is opened under a name of this session's own, and the chat
keeps the page that a message was written on. Only the beginning, and whether it was sent away, is in the session.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex
from typing import Any
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from nitka.accounts.asking import workspace_of
from nitka.conversations.models import Conversation, Message
from nitka.demo.place import is_demo
from nitka.feedback.models import Rating, RatingRequest
from nitka.kit import clock
from nitka.kit.ids import uuid7

KEY = "demo_guide"
INSIGHT = "/insight/"
SPOKEN_OF = ("/inbox/", INSIGHT, "/demo/guide/")  # elsewhere it would cover what the page is for


@dataclass(frozen=True, slots=True)
class Step:
    """What to press, what it is for, where, and whether it was done; `away`: in another window."""

    title: str | Promise
    hint: str | Promise
    url: str = ""
    label: str | Promise = ""
    away: bool = False
    done: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """How far a newcomer has come: their conversation, and what became of it."""

    talk: Conversation | None = None
    answered: bool = False
    closed: bool = False
    rated: Rating | None = None


def shown(request: HttpRequest) -> str:
    """The guide as it stands on a page of the demo; nothing elsewhere, and nothing once it was sent away."""
    workspace = getattr(request, "workspace", None)
    if workspace is None or not is_demo(workspace.pk):
        return ""
    kept = _kept(request)
    if kept.get("off"):
        return ""
    return render_to_string("demo/_guide_page.html", _state(request, kept), request)


def guest(request: HttpRequest) -> str:
    """The name under which this session's newcomer visits the shop; empty where no guide is shown."""
    kept = request.session.get(KEY)
    return kept["id"] if isinstance(kept, dict) and not kept.get("off") else ""


@require_http_methods(["GET", "POST"])
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """The guide alone, as it is refreshed; POST sends it away, or with `again` begins it anew."""
    if not is_demo(workspace_of(request).pk):
        raise Http404
    if request.method == "POST":
        request.session[KEY] = _begun() if "again" in request.POST else _kept(request) | {"off": True}
        return redirect(f"/w/{slug}/" if "again" in request.POST else _back(request, slug))
    return render(request, "demo/_guide.html", _state(request, _kept(request)))


def _back(request: HttpRequest, slug: str) -> str:
    given = request.POST.get("next", "")
    is_page = given.startswith(f"/w/{slug}/") and "\\" not in given and given != request.path
    return given if is_page else f"/w/{slug}/"


def _here(request: HttpRequest) -> str:
    """The page that the guide stands on; refreshed, it is asked for alone, from there."""
    if request.path != reverse("demo:guide", args=[workspace_of(request).slug]):
        return request.path
    return urlsplit(request.headers.get("Referer", "")).path


def _kept(request: HttpRequest) -> dict[str, Any]:
    kept = request.session.get(KEY)
    if not isinstance(kept, dict):
        kept = request.session[KEY] = _begun()
    return kept


def _begun() -> dict[str, Any]:
    return {"id": token_hex(4), "at": clock.now().isoformat(), "ratings": Rating.objects.count()}


def _state(request: HttpRequest, kept: dict[str, Any]) -> dict[str, Any]:
    slug, way = workspace_of(request).slug, _way(kept)
    if way.rated and request.path.endswith(INSIGHT) and not kept.get("seen"):
        kept = request.session[KEY] = kept | {"seen": True}
    steps = _steps(slug, kept, way)
    first = next((n for n, step in enumerate(steps) if not step.done), None)
    return {
        "steps": [(step, n == first) for n, step in enumerate(steps)], "done": sum(step.done for step in steps),
        "all": len(steps), "finished": first is None, "was": kept["ratings"],
        "now": Rating.objects.count() if way.rated else kept["ratings"], "here": _here(request),
        "open": any(part in request.path for part in SPOKEN_OF),
    }  # fmt: skip


def _way(kept: dict[str, Any]) -> Way:
    since = datetime.fromisoformat(kept["at"])
    mine = Message.objects.filter(direction="in", meta__page__icontains=f"guest={kept['id']}")
    first = mine.filter(pk__gte=uuid7(since)).order_by("-position").only("conversation_id", "at").first()
    if first is None:
        return Way()
    talk = Conversation.objects.get(pk=first.conversation_id)
    answered = Message.objects.filter(conversation_id=talk.pk, direction="out", auto=False, at__gte=since).exists()
    closed = talk.status == "closed" or RatingRequest.objects.filter(conversation_id=talk.pk).exists()
    rated = Rating.objects.filter(conversation_id=talk.pk, at__gte=since).order_by("-at").first()
    return Way(talk, answered, closed, rated)


def _steps(slug: str, kept: dict[str, Any], way: Way) -> list[Step]:
    there = f"/w/{slug}/inbox/{way.talk.number}/" if way.talk else f"/w/{slug}/inbox/?view=all"
    shop = f"/shop/?guest={kept['id']}"
    return [
        replace(WRITE, url=shop, done=way.talk is not None),
        replace(ANSWER, url=there if way.talk else "", done=way.answered),
        replace(CLOSE, url=there if way.talk else "", done=way.closed),
        replace(RATE, url=shop, done=way.rated is not None),
        replace(SEE, url=f"/w/{slug}{INSIGHT}", done=bool(kept.get("seen"))),
    ]


WRITE = Step(
    _("Write as a customer"),
    _("The shop opens in another window: press the green button in its corner and ask something"),
    label=_("Become the customer"), away=True,
)  # fmt: skip
ANSWER = Step(
    _("Answer here"), _("The message is at the top of the list. Open it, write, send with Ctrl + Enter"),
    label=_("Open the conversation"),
)  # fmt: skip
CLOSE = Step(
    pgettext_lazy("guide", "Close it"),
    _("The key E or “Close” above the thread, on a phone behind ⋯: the customer is asked how it was"),
    label=_("Open the conversation"),
)
RATE = Step(_("Rate it as the customer"), _("In the shop’s chat choose one of five faces, a sad one if you like"),
            label=_("To the shop"), away=True)  # fmt: skip
SEE = Step(_("See the number move"), _("Your answer is counted. An unhappy one has become a task, too"),
           label=_("Open the numbers"))  # fmt: skip
