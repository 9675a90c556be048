"""What is written into a task."""

from django import forms

from nitka.feedback.models import Cause


class ClosureForm(forms.Form):
    """What was done, why it came about, and perhaps what the customer is told."""

    done = forms.CharField(max_length=10_000, strip=True)
    cause = forms.ChoiceField(choices=Cause.choices)
    text = forms.CharField(max_length=10_000, strip=True, required=False)
