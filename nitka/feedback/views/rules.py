"""Settings: how each channel asks for a rating."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from nitka.channels.models import Channel
from nitka.feedback import actions, policies, queries
from nitka.feedback.factors import FACTORS
from nitka.feedback.forms import RuleForm


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """One form for each channel; a post changes the channel it names."""
    if not policies.can_set_rules(request.member):  # type: ignore[attr-defined]
        raise PermissionDenied
    channels = list(Channel.objects.order_by("created_at"))
    wrong: RuleForm | None = None
    channel: Channel | None = None
    if request.method == "POST":
        channel = next((c for c in channels if str(c.pk) == request.POST.get("channel")), None)
        if channel is None:
            raise Http404
        wrong = RuleForm(request.POST)
        if wrong.is_valid():
            actions.set_rule(channel_id=channel.pk, **wrong.cleaned_data)
            return redirect(f"{request.path}?saved={channel.pk}")
    rules = queries.rules_of([channel.pk for channel in channels])
    blocks = [
        {"channel": c, "rule": rules[c.pk], "saved": request.GET.get("saved") == str(c.pk)}
        if wrong is None or c is not channel
        else {"channel": c, "rule": _typed(wrong), "errors": wrong.errors}
        for c in channels
    ]
    return render(request, "feedback/rules.html", {"blocks": blocks, "factors": FACTORS}, status=422 if wrong else 200)


def _typed(form: RuleForm) -> dict[str, Any]:
    """What was typed, as the page shows a rule: nothing is lost by a mistake in one field."""
    return {name: form[name].value() for name in form.fields} | {"offered": form["factors"].value()}
