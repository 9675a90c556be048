"""The page behind a link that rates. Opening it never votes: a browser's page confirms by itself, a robot does not."""

from __future__ import annotations

import json
import threading
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from nitka.accounts.models import Workspace
from nitka.feedback import actions, queries, tokens
from nitka.feedback.actions.rate import changeable_until, may_answer
from nitka.feedback.factors import BY_KEY
from nitka.feedback.metrics.scales import CSAT, RANGES, face, mood, valid
from nitka.feedback.models import Rating, RatingRequest, Task
from nitka.feedback.words import day_of, score_word
from nitka.kit import cookies
from nitka.kit.asgi.rates import Rate
from nitka.kit.db.tenancy import in_workspace
from nitka.ui.views import too_many

BODY = 16_384
ANSWERING = Rate(per_second=0.5, burst=30)  # for each request; a person changes their mind a few times
_turn = threading.Lock()  # pages run in threads, a bucket does not know of them


@method_decorator([csrf_exempt, never_cache], name="dispatch")
class RateView(View):
    """One request, one answer. No cookie is read: the token is all the right there is, a proof stands for CSRF."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Find what was asked, inside its workspace."""
        found = tokens.read(kwargs["token"])
        if request.method == "OPTIONS":
            return _open(HttpResponse(status=204))
        if found is None:
            return self._missing(request)
        with in_workspace(found[0]):
            requests = RatingRequest.objects.select_related("member", "conversation", "channel")
            asked = requests.filter(pk=found[1]).first()
            if asked is None:
                return self._missing(request)
            self.token, self.asked = kwargs["token"], asked
            self.given = Rating.objects.filter(request_id=asked.pk).first()
            self.company = Workspace.objects.get(pk=asked.workspace_id)
            with timezone.override(_zone(request, self.company)):
                answer = super().dispatch(request, *args, **kwargs)
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer  # type: ignore[return-value]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """The page, or the question as JSON for the widget."""
        if _wants_json(request):
            return _open(JsonResponse(queries.form(self.asked, self.given, may_answer(self.asked, self.given))))
        return render(request, "feedback/rate.html", self._page(request))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """The answer: as JSON, or from the page with the proof it was given."""
        with _turn:
            wait = ANSWERING.take(str(self.asked.pk))
        if wait:
            return self._too_many(request, wait)
        if request.content_type == "application/json":
            return _open(self._answer_json(request))
        if not tokens.proven(token, request.POST.get("proof", "")):
            return redirect(request.get_full_path())
        if "stop" in request.POST:
            actions.stop_asking(request_id=self.asked.pk)
            return redirect(f"{request.path}?stopped=1")
        quick = "quick" in request.POST
        try:
            self._rate(request.POST.get("score"), *((None, None) if quick else _reasons(request)))
        except ValueError:
            return redirect(request.path)
        except actions.TooLate:
            return HttpResponse(status=410) if quick else redirect(request.path)
        return HttpResponse(status=204) if quick else redirect(f"{request.path}?done=1")

    def _answer_json(self, request: HttpRequest) -> HttpResponse:
        try:
            body = json.loads(request.body[:BODY])
            factors, comment = body.get("factors"), body.get("comment")
            if not (factors is None or (isinstance(factors, list) and all(isinstance(f, str) for f in factors))):
                raise ValueError
            if not (comment is None or isinstance(comment, str)):
                raise ValueError
            self.given = self._rate(body.get("score"), factors, comment)
        except actions.TooLate:
            return _error(410, "closed", _("This link has closed"))
        except (ValueError, AttributeError, TypeError, RecursionError):
            return _error(422, "invalid", _("This is not an answer to the question"))
        return JsonResponse(queries.form(self.asked, self.given, True))

    def _rate(self, score: Any, factors: list[str] | None, comment: str | None) -> Rating:
        number = _score(score)
        if number is None:
            raise ValueError
        return actions.rate(request_id=self.asked.pk, score=number, factors=factors, comment=comment)

    def _page(self, request: HttpRequest) -> dict[str, Any]:
        asked, given = self.asked, self.given
        is_open = may_answer(asked, given)
        clicked = _score(request.GET.get("s"))
        if clicked is not None and not valid(asked.scale, clicked):
            clicked = None
        chosen = clicked if clicked is not None and is_open else given.score if given else None
        task = Task.objects.select_related("owner").filter(rating_id=given.pk).first() if given else None
        return {
            "asked": asked,
            "given": given,
            "task": task,
            "brand": self.company.name,
            "proof": tokens.proof(self.token),
            "chosen": chosen,
            "confirm": clicked is not None and is_open and (given is None or given.score != clicked),
            "until": changeable_until(given) if given else None,
            "choices": choices(asked.scale),
            "is_faces": asked.scale == CSAT,
            "question": queries.question(asked.scale),
            "offered": [BY_KEY[key] for key in asked.factors if key in BY_KEY],
            "said": score_word(asked.scale, given.score) if given else "",
            "ticked": [_said(given, key) for key in given.factors if key in BY_KEY] if given else [],
            "state": _state(request, is_open, given, clicked),
            "can_change": is_open,
            "closed": day_of(asked.closes_at),
        }

    @staticmethod
    def _too_many(request: HttpRequest, wait: float) -> HttpResponse:
        if request.content_type != "application/json":
            return too_many(request, retry_after=int(wait) + 1)
        answer = _error(429, "rate", _("Too many answers in a row: wait a minute"))
        answer["Retry-After"] = str(int(wait) + 1)
        return _open(answer)

    @staticmethod
    def _missing(request: HttpRequest) -> HttpResponse:
        if _wants_json(request) or request.content_type == "application/json":
            return _open(_error(404, "not_found", _("This link leads nowhere")))
        return render(request, "feedback/rate_missing.html", status=404)


def choices(scale: str) -> list[dict[str, Any]]:
    """The answers one may pick, from the worst."""
    low, high = RANGES[scale]
    return [
        {"score": s, "word": score_word(scale, s), "face": face(scale, s), "side": "hi" if mood(scale, s) > 0 else "lo"}
        for s in range(low, high + 1)
    ]


def _state(request: HttpRequest, is_open: bool, given: Rating | None, clicked: int | None) -> str:
    if request.GET.get("stopped"):
        return "stopped"
    if request.GET.get("stop"):
        return "stop"
    if request.GET.get("done") and given:
        return "thanks"
    if not is_open:
        return "answered" if given else "closed"
    if given and clicked is None and not request.GET.get("change"):
        return "answered"
    return "form"


def _said(given: Rating, key: str) -> str:
    return str(BY_KEY[key].high if given.mood > 0 else BY_KEY[key].low)


def _reasons(request: HttpRequest) -> tuple[list[str], str]:
    return request.POST.getlist("factors"), request.POST.get("comment", "")


def _zone(request: HttpRequest, company: Workspace) -> tzinfo:
    """The reader's zone when the browser has told it, else the company's."""
    return timezone.get_current_timezone() if cookies.read(request, "zone") else ZoneInfo(company.timezone)


def _score(value: Any) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 3 else None


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _error(status: int, code: str, message: str) -> JsonResponse:
    return JsonResponse({"error": {"code": code, "message": message}}, status=status)


def _open(answer: HttpResponse) -> HttpResponse:
    """Any site may hold the widget; nothing here depends on a cookie."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Allow-Methods"] = "GET, POST, OPTIONS"
    answer["Access-Control-Allow-Headers"] = "Content-Type, Accept-Language"
    answer["Access-Control-Max-Age"] = "86400"
    return answer
