"""Forms of customers' settings."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nitka.accounts.queries import active_members
from nitka.customers.actions.consent import CODE, NAME, TEXT
from nitka.customers.consents import LANGUAGES, Purpose, Wording
from nitka.customers.known import AttributeKind, SeenBy
from nitka.customers.labels import spell_label
from nitka.ui import labels


class LabelForm(labels.LabelForm):
    """A word that customers are sorted by, and its colour."""

    def clean_name(self) -> str:
        """As it is kept: a comma parts names where several are written in a row."""
        name = spell_label(str(self.cleaned_data["name"]))
        if "," in name:
            raise forms.ValidationError(_("A comma parts labels: write it without"))
        return name


class PurposeForm(forms.Form):
    """What a company writes for, and the words it asks with."""

    names_ru = forms.CharField(label=gettext_lazy("Name in Russian"), max_length=NAME)
    names_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=NAME)
    code = forms.RegexField(
        rf"^(?:{CODE.pattern})\Z", label=gettext_lazy("Code"), max_length=40, strip=True,
        help_text=gettext_lazy("Programs name it so; it never changes"),
        error_messages={"invalid": gettext_lazy("Small Latin letters, digits and hyphens; a letter first")},
    )  # fmt: skip
    texts_ru = forms.CharField(
        label=gettext_lazy("Words of the consent in Russian"), max_length=TEXT,
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip
    texts_en = forms.CharField(
        label=gettext_lazy("Words of the consent in English"), max_length=TEXT,
        widget=forms.Textarea({"rows": 4}),
    )  # fmt: skip

    asks_twice = forms.BooleanField(
        label=gettext_lazy("Have consents for an e-mail confirmed by a letter’s link"), required=False,
        help_text=gettext_lazy("What a form or a program says holds once the letter’s reader has pressed a button"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, purpose: Purpose | None = None, wording: Wording | None = None) -> None:
        initial = {f"names_{language}": purpose.names.get(language) for language in LANGUAGES} if purpose else {}
        initial |= {"asks_twice": purpose.asks_twice} if purpose else {}
        initial |= {f"texts_{language}": wording.texts.get(language) for language in LANGUAGES} if wording else {}
        super().__init__(data, initial=initial)
        if purpose:
            del self.fields["code"]

    def clean_code(self) -> str:
        """One that nobody has."""
        code = str(self.cleaned_data["code"])
        if Purpose.objects.filter(code=code).exists():
            raise forms.ValidationError(_("There is a purpose with this code"))
        return code

    def spoken(self, what: str) -> dict[str, str]:
        """`names` or `texts`, by language."""
        return {language: str(self.cleaned_data[f"{what}_{language}"]) for language in LANGUAGES}


class AttributeForm(forms.Form):
    """What an attribute is kept for."""

    purpose = forms.CharField(
        label=gettext_lazy("What it is kept for"), max_length=300,
        help_text=gettext_lazy("As you would tell the customer: to send a birthday greeting, to plan a visit"),
    )  # fmt: skip
    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=80, required=False)
    owner_id = forms.TypedChoiceField(
        label=gettext_lazy("Who answers for it"), required=False, coerce=UUID, empty_value=None,
    )  # fmt: skip
    personal = forms.BooleanField(
        label=gettext_lazy("It is personal data"), required=False,
        help_text=gettext_lazy("It says something of a person, not of an order or a device"),
    )  # fmt: skip

    seen_by = forms.ChoiceField(
        label=gettext_lazy("Who sees it"), choices=SeenBy.choices,
        help_text=gettext_lazy("In profiles, lists, files, conditions and by the API"),
    )  # fmt: skip
    keep_days = forms.IntegerField(
        label=gettext_lazy("For how many days it is kept"), min_value=1, max_value=7300, required=False,
        error_messages={
            "invalid": gettext_lazy("A whole number of days"),
            "min_value": gettext_lazy("From 1 day to 20 years"), "max_value": gettext_lazy("From 1 day to 20 years"),
        },
        help_text=gettext_lazy("Since it was last said; older values go at night. Empty: for as long as the customer"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, kind: AttributeKind | None = None) -> None:
        names = ("purpose", "name", "owner_id", "personal", "seen_by", "keep_days")
        initial = {name: getattr(kind, name) for name in names} if kind else {"personal": True, "seen_by": "everybody"}
        super().__init__(data, initial=initial)
        people = [(str(one.pk), one.name) for one in active_members()]
        self.fields["owner_id"].choices = [("", _("Nobody yet")), *people]  # type: ignore[attr-defined]
