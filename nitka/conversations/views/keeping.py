"""Settings of what is kept for use: labels, canned answers, macros, one's own way of writing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from nitka.accounts.asking import admitted
from nitka.accounts.policies import can_answer, can_manage
from nitka.conversations import actions, phrases
from nitka.conversations.keeping_forms import CannedForm, HabitsForm, MacroForm
from nitka.conversations.models import Canned, Habits, Label, Labelling, Macro
from nitka.ui.labels import Labels, Tone

BOTH = ["GET", "POST"]
_LABELS = Labels("conversations", actions.save_label, actions.delete_label,
                 {actions.Taken: gettext_lazy("There is a label of this name")})  # fmt: skip


@require_http_methods(BOTH)
def labels(request: HttpRequest, slug: str) -> HttpResponse:
    """The list, and another one."""
    admitted(request, can_manage)
    form = _LABELS.added(request, slug, Label())
    if isinstance(form, HttpResponse):
        return form
    counts = dict(Labelling.objects.values_list("label_id").annotate(Count("id")).order_by())
    rows = [(row, counts.get(row.pk, 0)) for row in Label.objects.order_by("name")]
    context = {"rows": rows, "form": form, "tones": Tone.choices}
    return render(request, "conversations/labels.html", context, status=422 if form.errors else 200)


@require_http_methods(BOTH)
def label(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """One label: its name and colour, or away with it."""
    admitted(request, can_manage)
    row = Label.objects.filter(pk=key).first()
    if row is None:
        raise Http404
    return _LABELS.changed(request, slug, row, row.labellings.count)


@require_http_methods(BOTH)
def canned(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of canned answers."""
    admitted(request, can_manage)
    rows = Canned.objects.order_by("title")
    return render(request, "conversations/canned.html", {"rows": rows})


@require_http_methods(BOTH)
def canned_one(request: HttpRequest, slug: str, key: UUID | None = None) -> HttpResponse:
    """One canned answer; without a key another one."""
    admitted(request, can_manage)
    row = Canned.objects.filter(pk=key).first() if key else Canned()
    if row is None:
        raise Http404
    if request.method == "POST" and request.POST.get("do") == "delete" and key:
        row.delete()
        messages.success(request, _("“%(title)s” is deleted") % {"title": row.title})
        return redirect("conversations:canned", slug)
    names = ("title", "shortcut", "text_ru", "text_en")
    form = CannedForm(request.POST or None, initial={name: getattr(row, name) for name in names})
    if request.method == "POST" and form.is_valid() and _canned_saved(form, row):
        messages.success(request, _("Saved"))
        return redirect("conversations:canned", slug)
    context = {"row": row if key else None, "form": form, "variables": phrases.VARIABLES.items()}
    return render(request, "conversations/canned_one.html", context, status=422 if form.errors else 200)


def _canned_saved(form: CannedForm, row: Canned) -> bool:
    try:
        with transaction.atomic():
            actions.save_canned(row=row, **form.cleaned_data)
    except IntegrityError:
        form.add_error("shortcut", _("Another answer has this shortcut"))
        return False
    return True


@require_http_methods(BOTH)
def macros(request: HttpRequest, slug: str) -> HttpResponse:
    """The list of macros."""
    admitted(request, can_manage)
    return render(request, "conversations/macros.html", {"rows": Macro.objects.order_by("title")})


@require_http_methods(BOTH)
def macro(request: HttpRequest, slug: str, key: UUID | None = None) -> HttpResponse:
    """One macro; without a key another one."""
    admitted(request, can_manage)
    row = Macro.objects.filter(pk=key).first() if key else Macro()
    if row is None:
        raise Http404
    if request.method == "POST" and request.POST.get("do") == "delete" and key:
        row.delete()
        messages.success(request, _("“%(title)s” is deleted") % {"title": row.title})
        return redirect("conversations:macros", slug)
    form = MacroForm(request.POST or None, row=row)
    if request.method == "POST" and form.is_valid() and _macro_saved(form, row):
        messages.success(request, _("Saved"))
        return redirect("conversations:macros", slug)
    return render(
        request,
        "conversations/macro.html",
        {"row": row if key else None, "form": form},
        status=422 if form.errors else 200,
    )


def _macro_saved(form: MacroForm, row: Macro) -> bool:
    try:
        with transaction.atomic():
            actions.save_macro(row=row, title=form.cleaned_data["title"], steps=form.steps())
    except IntegrityError:
        form.add_error("title", _("There is a macro of this name"))
        return False
    return True


@require_http_methods(BOTH)
def writing(request: HttpRequest, slug: str) -> HttpResponse:
    """For how long what one sent can be undone."""
    member = admitted(request, can_answer)
    row = Habits.objects.filter(member_id=member.pk).first() or Habits(member_id=member.pk)
    initial: dict[str, Any] = {"undo_letters": row.undo_letters, "undo_chats": row.undo_chats}
    form = HabitsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.save_habits(row=row, **form.cleaned_data)
        messages.success(request, _("Saved"))
        return redirect("conversations:writing", slug)
    return render(request, "conversations/writing.html", {"form": form}, status=422 if form.errors else 200)
