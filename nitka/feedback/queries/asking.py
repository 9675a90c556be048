"""What is asked of whom, in the forms that doors and letters need."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import gettext as _

from nitka.accounts.models import Workspace
from nitka.channels.contract import RatingAsk, RatingLink
from nitka.feedback import tokens
from nitka.feedback.factors import BY_KEY
from nitka.feedback.metrics.scales import CSAT, RANGES
from nitka.feedback.models import Rating, RatingRequest
from nitka.feedback.words import day_of, score_word
from nitka.kit import clock


def pending_for_visitor(session_id: str) -> dict[str, Any] | None:
    """What a visitor is asked in the chat and has not answered; None when nothing is open."""
    request = (
        RatingRequest.objects.filter(identity__kind="visitor", identity__value=session_id, closes_at__gt=clock.now())
        .order_by("-asked_at")
        .first()
    )
    if request is None or request.answered_at:
        return None
    return {"id": str(request.pk), "scale": request.scale, "url": path_of(request), "factors": True}


def path_of(request: RatingRequest) -> str:
    """The path of the page that rates."""
    return f"/rate/{tokens.make(request.workspace_id, request.pk)}"


def form(request: RatingRequest, given: Rating | None, is_open: bool) -> dict[str, Any]:
    """The whole question with its words, and what was answered so far, as the widget draws it."""
    offered = [BY_KEY[key] for key in request.factors if key in BY_KEY]
    low, high = RANGES[request.scale]
    faces = [score_word(CSAT, score) for score in range(low, high + 1)]
    labels = faces if request.scale == CSAT else [_("Not at all likely"), _("Very likely")]
    return {
        "scale": request.scale,
        "question": question(request.scale),
        "labels": labels,
        "low": [[f.key, str(f.low)] for f in offered],
        "high": [[f.key, str(f.high)] for f in offered],
        "low_question": _("What went wrong?"),
        "high_question": _("What went well?"),
        "score": given.score if given else None,
        "factors": given.factors if given else [],
        "comment": (given.comment or "") if given else "",
        "open": is_open,
    }


def question(scale: str) -> str:
    """What is asked."""
    return _("How did we do?") if scale == CSAT else _("How likely are you to recommend us to a friend?")


def rating_ask(request_id: UUID | str, language: str = "") -> RatingAsk | None:
    """The question of a letter: one link for each answer. A link only opens the page; the page votes."""
    request = RatingRequest.objects.select_related("channel", "member").filter(pk=request_id).first()
    if request is None:
        return None
    address = f"{settings.PUBLIC_URL}{path_of(request)}"
    with translation.override(language or request.channel.language):
        low, high = RANGES[request.scale]
        labels = {score: score_word(request.scale, score) for score in range(low, high + 1)}
        links = tuple(RatingLink(s, labels[s], f"{address}?s={s}", _face(request.scale, s)) for s in labels)
        return RatingAsk(
            question=question(request.scale),
            intro=_intro(request),
            links=links,
            after=_("One click is enough; you may add why. It can be changed within a day."),
            promise=_("The link works until %(date)s.") % {"date": day_of(request.closes_at)},
            footer=Workspace.objects.values_list("name", flat=True).get(pk=request.workspace_id),
            low_label=_("Not at all likely") if request.scale != CSAT else "",
            high_label=_("Very likely") if request.scale != CSAT else "",
            url=address,
        )


def _face(scale: str, score: int) -> str:
    """A picture for letters, which hold no stylesheet; its word stands below it."""
    return f"{settings.PUBLIC_URL}{static(f'feedback/faces/{score}.png')}" if scale == CSAT else ""


def _intro(request: RatingRequest) -> str:
    if request.member_id and request.member:
        return _("%(name)s answered you.") % {"name": request.member.name.split()[0]}
    return ""
