"""Settings: how each channel asks for a rating."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from nitka.accounts.actions import set_setting
from nitka.accounts.asking import admitted, workspace_of
from nitka.channels.models import Channel
from nitka.channels.queries import carrying
from nitka.feedback import actions, policies, queries
from nitka.feedback.factors import FACTORS
from nitka.feedback.forms import LeastForm, RuleForm


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """One form for each channel; a post changes the channel it names."""
    admitted(request, policies.can_set_rules)
    channels = list(carrying().order_by("created_at"))
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
    return _page(request, channels, wrong, channel)


@require_POST
def least(request: Any, slug: str) -> HttpResponse:
    """From how many answers on a share is shown, and two are compared."""
    admitted(request, policies.can_set_rules)
    form = LeastForm(request.POST)
    if not form.is_valid():
        return _page(request, list(carrying().order_by("created_at")), least_form=form)
    set_setting(workspace=workspace_of(request), name="least", value=form.cleaned_data)
    return redirect(f"{reverse('feedback:rules', args=[slug])}?saved=least")


def _page(
    request: Any,
    channels: list[Channel],
    wrong: RuleForm | None = None,
    channel: Channel | None = None,
    least_form: LeastForm | None = None,
) -> HttpResponse:
    rules = queries.rules_of([channel.pk for channel in channels])
    blocks = [
        {"channel": c, "rule": rules[c.pk], "saved": request.GET.get("saved") == str(c.pk)}
        if wrong is None or c is not channel
        else {"channel": c, "rule": _typed(wrong), "errors": wrong.errors}
        for c in channels
    ]
    kept = queries.least_of(workspace_of(request).settings)
    context = {
        "blocks": blocks,
        "factors": FACTORS,
        "least": {name: least_form[name].value() for name in least_form.fields} if least_form else kept,
        "least_errors": least_form.errors if least_form else {},
        "least_saved": request.GET.get("saved") == "least",
    }
    return render(request, "feedback/rules.html", context, status=422 if wrong or least_form else 200)


def _typed(form: RuleForm) -> dict[str, Any]:
    """What was typed, as the page shows a rule: nothing is lost by a mistake in one field."""
    return {name: form[name].value() for name in form.fields} | {"offered": form["factors"].value()}
