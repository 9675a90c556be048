"""Settings: how each channel asks for a rating."""

from __future__ import annotations

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
    if request.method == "POST":
        channel = next((c for c in channels if str(c.pk) == request.POST.get("channel")), None)
        if channel is None:
            raise Http404
        wrong = RuleForm(request.POST)
        if wrong.is_valid():
            actions.set_rule(channel_id=channel.pk, **wrong.cleaned_data)
            return redirect(f"{request.path}?saved={channel.pk}")
    rules = queries.rules_of([channel.pk for channel in channels])
    blocks = [{"channel": c, "rule": rules[c.pk], "saved": request.GET.get("saved") == str(c.pk)} for c in channels]
    page = {"blocks": blocks, "factors": FACTORS, "wrong": wrong if wrong and wrong.errors else None}
    return render(request, "feedback/rules.html", page, status=422 if page["wrong"] else 200)
