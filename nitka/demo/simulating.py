"""The page that starts and stops the simulation and shows what it does; in the demo only, for administrators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from nitka.accounts.asking import admitted, workspace_of
from nitka.accounts.policies import can_administer
from nitka.demo.place import data, is_demo
from nitka.demo.simulation import control

SCENARIOS = (
    ("day", _("Ordinary day"), _("Fourteen conversations an hour, questions and complaints as usual")),
    ("outage", _("Outage"), _("The cloud is down: four times as many write, mostly about one thing, and wait longer")),
    ("sale", _("Sale"), _("The shop is full, and so is the desk: deliveries, promo codes, wrong parcels")),
)  # fmt: skip
SPEEDS = (1, 10, 60, 300, 600)


@dataclass(frozen=True, slots=True)
class Kind:
    """How an act is shown."""

    said: Promise
    icon: str
    tone: str = ""


KINDS = {
    "chat": Kind(_("wrote in the chat"), "chat"),
    "letter": Kind(_("sent a letter"), "mail"),
    "answer": Kind(pgettext_lazy("act", "answered"), "reply"),
    "closed": Kind(_("closed the conversation"), "check"),
    "rated": Kind(_("rated"), "star", "good"),
    "visit": Kind(_("came to the shop"), "bolt"),
    "lost": Kind(_("was not seen at the desk"), "alert", "warn"),
    "refused": Kind(_("was refused by a door"), "alert", "bad"),
}
COUNTED = (
    ("chat", pgettext_lazy("count", "messages in the chat")), ("letter", pgettext_lazy("count", "letters")),
    ("answer", pgettext_lazy("count", "answers")), ("closed", pgettext_lazy("count", "closed")),
    ("rated", pgettext_lazy("count", "ratings")), ("visit", pgettext_lazy("count", "visits to the shop")),
)  # fmt: skip


class PlayForm(forms.Form):
    """What is to be played."""

    scenario = forms.ChoiceField(choices=[(code, name) for code, name, _text in SCENARIOS])
    speed = forms.TypedChoiceField(coerce=int, choices=[(speed, f"×{speed}") for speed in SPEEDS])


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """What is played; POST starts it, changes it, or with `stop` ends it."""
    _for_administrators(request)
    if request.method == "POST":
        if "stop" in request.POST:
            was = control.wanted(data())
            control.want(data(), on=False, scenario=was.scenario, speed=was.speed)
            return redirect("demo:simulation", slug)
        form = PlayForm(request.POST)
        if not form.is_valid():
            return render(request, "demo/simulation.html", _state() | {"refused": True}, status=422)
        control.want(data(), on=True, **form.cleaned_data)
        return redirect("demo:simulation", slug)
    return render(request, "demo/simulation.html", _state())


@require_GET
def now(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens, as it is refreshed."""
    _for_administrators(request)
    return render(request, "demo/_simulation.html", _state())


def _for_administrators(request: HttpRequest) -> None:
    if not is_demo(workspace_of(request).pk):
        raise Http404
    admitted(request, can_administer)


def _state() -> dict[str, Any]:
    asked, shown = control.wanted(data()), control.shown(data())
    name = next((name for code, name, _text in SCENARIOS if code == shown.scenario), "")
    acts = [act | {"how": KINDS[act["kind"]], "at": datetime.fromisoformat(act["at"])}
            for act in shown.acts[:30] if act.get("kind") in KINDS]  # fmt: skip
    counts = [(name, (shown.counts or {}).get(code, 0)) for code, name in COUNTED]
    return {
        "asked": asked, "shown": shown, "alive": shown.alive, "playing": shown.on and shown.alive, "name": name,
        "acts": acts, "counts": counts, "scenarios": SCENARIOS, "speeds": SPEEDS, "speed": int(asked.speed),
    }  # fmt: skip
