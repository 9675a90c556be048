"""Moments in words: suggestions, and what one means, while it is typed."""

from datetime import datetime

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from nitka.conversations.forms import Refused
from nitka.kit import clock, spoken
from nitka.ui import words

# What is offered, as it is said; the evening only while it is still ahead.
EVENING = gettext_lazy("This evening")
OFFERED = (
    gettext_lazy("In 2 hours"),
    EVENING,
    gettext_lazy("Tomorrow"),
    gettext_lazy("On Monday"),
    gettext_lazy("In a week"),
)


@require_GET
def moments(request: HttpRequest, slug: str) -> JsonResponse:
    """What `q` means; without it the suggestions."""
    asked = request.GET.get("q", "").strip()[:200]
    if not asked:
        return JsonResponse({"moments": [row for words_ in OFFERED if (row := _row(str(words_)))]})
    try:
        moment = meant(asked)
    except Refused as problem:
        offered = [row for words_ in OFFERED if asked.lower() in str(words_).lower() and (row := _row(str(words_)))]
        return JsonResponse({"moments": offered, "problem": "" if offered else str(problem)})
    return JsonResponse({"moments": [{"label": whole(moment), "said": "", "at": moment.isoformat()}]})


def meant(text: str) -> datetime:
    """The moment that a member's words mean in their zone. Raises Refused."""
    try:
        return spoken.heard(text, timezone.localtime(clock.now()))
    except spoken.Passed:
        raise Refused(_("That moment has passed")) from None
    except spoken.TooFar:
        raise Refused(_("That is years ahead")) from None
    except spoken.Unclear:
        raise Refused(_("When is that? Say it like “tomorrow 9am”, “fri 10:00”, “in 2 hours”")) from None


def whole(moment: datetime) -> str:
    """Weekday, day and time: what leaves no doubt."""
    return words.moment(moment)


def _row(text: str) -> dict[str, str] | None:
    try:
        moment = spoken.heard(text, timezone.localtime(clock.now()))
    except spoken.Unclear:
        return None
    if text == str(EVENING) and timezone.localtime(moment).date() != timezone.localtime(clock.now()).date():
        return None
    return {"label": text, "said": whole(moment), "at": moment.isoformat()}
