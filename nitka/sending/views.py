"""Settings: which lists are sent, when and where to, and how it went."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from nitka.accounts.asking import admitted, workspace_of
from nitka.accounts.models import Member
from nitka.kit.ids import id_in
from nitka.sending import actions, queries, words
from nitka.sending.forms import ON_DAYS, ScheduleForm
from nitka.sending.lists import called, choices
from nitka.sending.models import Run, Schedule, State
from nitka.sending.policies import can_send
from nitka.sending.stores.address import fingerprint


@require_GET
def index(request: HttpRequest, slug: str) -> HttpResponse:
    """The schedules, and how each went last."""
    member = _member(request)
    named = {key: label for _group, found in choices(member) for key, label in found}
    rows = [(row, named.get(row.list, ""), row.last_state == State.FAILED)
            for row in queries.with_last(queries.visible_to(member))]  # fmt: skip
    return render(request, "sending/index.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new one."""
    return _kept(request, slug, None, ScheduleForm(request.POST or None, member=_member(request)))


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Another list, hour or place; who changes it answers for it from now on."""
    row, member = _schedule(request, key), _member(request)
    was = {name: getattr(row, name) for name in (*actions.schedules.TEXTS, "weekday", "hour")}
    return _kept(request, slug, row, ScheduleForm(request.POST or None, member=member, initial=was))


@require_GET
def one(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """One of them, with its log."""
    row, member = _schedule(request, key), _member(request)
    runs = queries.log(row.pk)
    made = Member.objects.filter(pk=row.member_id).select_related("user").first()
    context: dict[str, Any] = {
        "row": row, "named": called(row.list, member), "day": str(ON_DAYS[row.weekday]),
        "zone": _zone(workspace_of(request).timezone, row),
        "by": made.user.name if made else "",
        "runs": [(run, words.why(run.reason) if run.reason else "") for run in runs],
        "working": any(run.state in (State.WAITING, State.SENDING) and not run.reason for run in runs),
        "offered": fingerprint(row.offered) if row.offered else "",
        "trusted": fingerprint(row.host_key) if row.host_key else "",
    }  # fmt: skip
    return render(request, "sending/one.html", context)


@require_POST
def step(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """Try, send again, trust, switch, remove."""
    row, what = _schedule(request, key), request.POST.get("do", "")
    if what == "try":
        actions.try_out(schedule=row)
        messages.success(request, _("The beginning of the list is on its way: the log below says when it has arrived"))
    elif what == "again":
        key_of_run = id_in(request.POST.get("run", ""))
        run = Run.objects.filter(of_id=row.pk, pk=key_of_run).first() if key_of_run else None
        if run is None:
            raise Http404
        actions.again(run=run)
    elif what == "trust":
        if not actions.trust(schedule=row, key=request.POST.get("key", "")):
            messages.error(request, _("The server has shown another key meanwhile: compare that one"))
    elif what in ("on", "off"):
        actions.switch(schedule=row, on=what == "on")
    elif what == "remove":
        actions.remove(schedule=row)
        messages.success(request, _("Nothing is sent there any more"))
        return redirect("sending:index", slug)
    else:
        return HttpResponseBadRequest()
    return redirect("sending:one", slug, key)


def _zone(theirs: str, row: Schedule) -> str:
    """On whose clock the hour is, where the reader's shows another."""
    same = row.next_at.astimezone(ZoneInfo(theirs)).utcoffset() == timezone.localtime(row.next_at).utcoffset()
    return "" if same else theirs


def _kept(request: HttpRequest, slug: str, row: Schedule | None, form: ScheduleForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.keep(by=_member(request), given=form.cleaned_data, schedule=row)
        except actions.Wrong as problem:
            form.blame(problem)
        else:
            messages.success(request, _("Saved. Try it now, so that it does not fail at night"))
            return redirect("sending:one", slug, made.pk)
    return render(request, "sending/form.html", {"form": form, "row": row}, status=422 if form.errors else 200)


def _member(request: HttpRequest) -> Member:
    return admitted(request, can_send)


def _schedule(request: HttpRequest, key: UUID) -> Schedule:
    found = queries.visible_to(_member(request)).filter(pk=key).first()
    if found is None:
        raise Http404
    return found
