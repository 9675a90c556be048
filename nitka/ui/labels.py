"""Labels of whatever is labelled: their colours, the form of one, and the page that changes it or takes it away."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

LENGTH = 40


class Tone(TextChoices):
    """A label's role in the look; the word says what it means."""

    PLAIN = "plain", pgettext_lazy("colour of a label", "Grey")
    ACCENT = "accent", pgettext_lazy("colour of a label", "Indigo")
    GOOD = "good", pgettext_lazy("colour of a label", "Green")
    WARN = "warn", pgettext_lazy("colour of a label", "Amber")
    BAD = "bad", pgettext_lazy("colour of a label", "Red")


class LabelForm(forms.Form):
    """A word and its colour."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LENGTH)
    tone = forms.ChoiceField(
        label=gettext_lazy("Colour"), choices=Tone.choices, initial=Tone.PLAIN, widget=forms.RadioSelect
    )

    def clean_name(self) -> str:
        """Spaces once."""
        return " ".join(str(self.cleaned_data["name"]).split())


@dataclass(frozen=True, slots=True)
class Labels:
    """How a module keeps its own: verbs that take `label=`, and in what words they refuse one's name."""

    app: str  # its templates and addresses
    save: Callable[..., object]
    delete: Callable[..., object]
    refused: Mapping[type[ValueError], Any]
    form: type[LabelForm] = LabelForm

    def added(self, request: HttpRequest, slug: str, label: Any) -> LabelForm | HttpResponse:
        """The form of another one; once it is there, the way back to the list."""
        return self._kept(request, slug, label, self.form(request.POST or None))

    def changed(self, request: HttpRequest, slug: str, label: Any, worn: Callable[[], int]) -> HttpResponse:
        """The page of one: its name and colour, or away with it. `worn`: by how many."""
        if request.method == "POST" and request.POST.get("do") == "delete":
            self.delete(label=label)
            messages.success(request, _("The label “%(name)s” is deleted") % {"name": label.name})
            return redirect(f"{self.app}:labels", slug)
        was = {"name": label.name, "tone": label.tone}
        form = self._kept(request, slug, label, self.form(request.POST or None, initial=was))
        if isinstance(form, HttpResponse):
            return form
        context = {"row": label, "form": form, "worn": worn(), "tones": Tone.choices}
        return render(request, f"{self.app}/label.html", context, status=422 if form.errors else 200)

    def _kept(self, request: HttpRequest, slug: str, label: Any, form: LabelForm) -> LabelForm | HttpResponse:
        if request.method != "POST" or not form.is_valid():
            return form
        label.name, label.tone = form.cleaned_data["name"], form.cleaned_data["tone"]
        try:
            self.save(label=label)
        except tuple(self.refused) as problem:
            form.add_error("name", self.refused[type(problem)])
            return form
        messages.success(request, _("Saved"))
        return redirect(f"{self.app}:labels", slug)
