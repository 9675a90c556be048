"""Forms about the company: brand, keys."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nitka.accounts.actions.brand import LOGO_BYTES, logo_type
from nitka.accounts.forms.words import Words
from nitka.accounts.models import Language
from nitka.ui import words
from nitka.ui.colours import COLOURS

_THREE = forms.Textarea({"rows": 3})


class BrandForm(Words):
    """Who the company is to its customers."""

    name = forms.CharField(label=_("Company"), max_length=120)
    language = forms.ChoiceField(label=_("Language of letters"), choices=Language.choices, widget=forms.RadioSelect)
    timezone = forms.CharField(label=_("Time zone"), max_length=64)
    colour = forms.ChoiceField(label=_("Colour"), choices=COLOURS, widget=forms.RadioSelect)
    logo = forms.FileField(label=_("Logo"), required=False)
    no_logo = forms.BooleanField(label=_("Without a logo"), required=False)
    signature_ru = forms.CharField(label=_("Signature in Russian"), widget=_THREE, max_length=500, required=False)
    signature_en = forms.CharField(label=_("Signature in English"), widget=_THREE, max_length=500, required=False)

    def clean_timezone(self) -> str:
        """Only zones that there are."""
        return checked_zone(self.cleaned_data["timezone"])

    def clean_logo(self) -> Any:
        """A small picture, by its bytes."""
        given = self.cleaned_data.get("logo")
        if given is None:
            return None
        if given.size > LOGO_BYTES:
            raise ValidationError(_("At most %(size)s") % {"size": words.file_size(LOGO_BYTES)})
        data = given.read()
        if logo_type(data) is None:
            raise ValidationError(_("PNG, JPEG or WebP"))
        return data


class TokenForm(Words):
    """A new key."""

    name = forms.CharField(label=_("What it is for"), max_length=120)
    mine = forms.BooleanField(label=_("It acts for me: sees what I see, may do what I may"), required=False)


def checked_zone(name: str) -> str:
    """A zone that there is. Raises ValidationError."""
    if name and name not in available_timezones():
        raise ValidationError(_("There is no such zone: choose from the list"))
    return name
