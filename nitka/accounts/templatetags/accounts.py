"""Tags of the pages of sign-in: `{% load accounts %}`."""

from typing import Any

from django import template

from nitka.accounts import passwords, queries
from nitka.accounts.models import User

register = template.Library()


@register.inclusion_tag("accounts/_company_sign_in.html", takes_context=True)
def company_sign_in(context: dict[str, Any], back: str = "") -> dict[str, Any]:
    """The button of the company's provider, where there is one; `back` is where to go afterwards."""
    return {"issuer": queries.issuer(), "next": back, "csrf_token": context.get("csrf_token")}


@register.simple_tag
def password_hint(user: Any) -> str:
    """What a new password of theirs must be."""
    return passwords.hint(passwords.least_for(user if isinstance(user, User) else None))
