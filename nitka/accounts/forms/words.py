"""What our forms share."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from nitka.accounts.models import User


class Words(forms.Form):
    """A form whose error says what to do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["required"] = _("Fill this in")


_JUDGED = {
    "password_too_similar": _("Too much like your name or address"),
}


def judge(form: forms.Form, field: str, password: str, user: User) -> None:
    """Say what is wrong with a new password."""
    try:
        password_validation.validate_password(password, user)
    except ValidationError as error:
        for fault in error.error_list:
            form.add_error(field, _JUDGED.get(fault.code or "", fault.messages[0]))
