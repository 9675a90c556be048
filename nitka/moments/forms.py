"""Forms of moments."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nitka.moments.models import Trust


class SourceForm(forms.Form):
    """A new source."""

    name = forms.CharField(label=_("What sends the events"), max_length=120)
    kind = forms.ChoiceField(label=_("Who can read the key"), choices=[
        (Trust.SITE, _("Anybody: it is in a page or an app")),
        (Trust.SERVER, _("Nobody: it is on our server")),
    ], initial=Trust.SITE)  # fmt: skip
