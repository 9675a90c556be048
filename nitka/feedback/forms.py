"""What members write: closures of tasks, rules of channels."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nitka.feedback.factors import FACTORS
from nitka.feedback.models import Cause, Scale


class ClosureForm(forms.Form):
    """What was done, why it came about, and perhaps what the customer is told."""

    done = forms.CharField(max_length=10_000, strip=True, error_messages={"required": _("Write what was done")})
    cause = forms.ChoiceField(choices=Cause.choices, error_messages=dict.fromkeys(
        ("required", "invalid_choice"), _("Choose a cause")))  # fmt: skip
    text = forms.CharField(max_length=10_000, strip=True, required=False)


class LeastForm(forms.Form):
    """How many answers it takes to show a share, and to compare two."""

    shown = forms.IntegerField(min_value=1, max_value=1000)
    compared = forms.IntegerField(min_value=2, max_value=10_000)


class RuleForm(forms.Form):
    """How one channel asks."""

    is_on = forms.BooleanField(required=False)
    scale = forms.ChoiceField(choices=Scale.choices)
    factors = forms.MultipleChoiceField(choices=[(factor.key, factor.name) for factor in FACTORS], required=False)
    rest_days = forms.IntegerField(min_value=0, max_value=365)
    open_days = forms.IntegerField(min_value=1, max_value=365)
    task_hours = forms.IntegerField(min_value=1, max_value=720)
