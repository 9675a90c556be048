"""Settings of how customers are sorted among members: their labels, and whether owners come first."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from nitka.accounts.actions.settings import set_setting
from nitka.accounts.asking import admitted, workspace_of
from nitka.customers import actions
from nitka.customers.forms import LabelForm
from nitka.customers.labels import Label, Labelling
from nitka.customers.owners import OWNERS_FIRST
from nitka.customers.policies import can_keep_labels
from nitka.ui.labels import Labels, Tone

BOTH = ["GET", "POST"]
_LABELS = Labels("customers", actions.save_label, actions.delete_label, {
    actions.LabelTaken: gettext_lazy("There is a label of this name"),
    actions.TooManyLabels: gettext_lazy("There are as many labels as there may be: delete one first"),
}, LabelForm)  # fmt: skip


@require_http_methods(BOTH)
def labels(request: HttpRequest, slug: str) -> HttpResponse:
    """The list and another one; whether owners come first."""
    admitted(request, can_keep_labels)
    workspace = workspace_of(request)
    if request.POST.get("do") == "owners":
        set_setting(workspace=workspace, name=OWNERS_FIRST, value=request.POST.get("first") == "1")
        messages.success(request, _("Saved"))
        return redirect("customers:labels", slug)
    form = _LABELS.added(request, slug, Label())
    if isinstance(form, HttpResponse):
        return form
    worn = Labelling.objects.values_list("label_id").annotate(Count("now_id", distinct=True)).order_by()
    counts = dict(worn)
    context = {
        "rows": [(row, counts.get(row.pk, 0)) for row in Label.objects.order_by("name")],
        "form": form, "tones": Tone.choices, "owners_first": bool(workspace.settings.get(OWNERS_FIRST)),
    }  # fmt: skip
    return render(request, "customers/labels.html", context, status=422 if form.errors else 200)


@require_http_methods(BOTH)
def label(request: HttpRequest, slug: str, key: UUID) -> HttpResponse:
    """One label: its name and colour, or away with it."""
    admitted(request, can_keep_labels)
    row = Label.objects.filter(pk=key).first()
    if row is None:
        raise Http404
    return _LABELS.changed(request, slug, row, row.labellings.values("now_id").distinct().count)
