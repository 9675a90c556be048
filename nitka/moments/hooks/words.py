"""Why a payload became nothing, and what is wrong with a mapping, in words."""

from django.utils.translation import gettext as _

from nitka.moments.hooks.language import FUNCTIONS, Unreadable


def why(reason: str) -> str:
    """A reason of a payload."""
    known = {
        "off": _("Kept: the webhook is not switched on"),
        "no_secret": _("Refused: no secret is set that fits the kind of signature"),
        "no_signature": _("Refused: there is no signature"),
        "wrong_signature": _("Refused: the signature is wrong"),
        "stale": _("Refused: signed more than five minutes ago"),
        "not_json": _("It is neither JSON nor a form"),
        "mapping": _("The mapping cannot be read"),
        "too_much": _("It holds too much to look through"),
        "no_rule": _("No rule fits it"),
        "nobody": _("It says nothing of who it is about: user, email and phone are empty"),
    }
    return known.get(reason, reason)


def wrong(error: Unreadable) -> str:
    """What is wrong with a mapping, and in which line."""
    known = {
        "too_long": _("it is too long"),
        "too_many_rules": _("more than twenty rules"),
        "no_rule": _("a rule begins with “always” or “when …”"),
        "condition": _("a condition is: when $.path = \"words\", !=, exists or missing"),
        "field": _("a line is: name: value"),
        "value": _("words stand in quotes, a path begins with $."),
        "path": _("this is no path that is taken: one “..”, one filter, no functions, no commas"),
        "function": _("there is no such function; there are: %(all)s") % {"all": ", ".join(FUNCTIONS)},
        "twice": _("this name is there twice"),
        "nobody": _("the rule does not say who: user, email or phone is wanted"),
        "nothing": _("the rule says nothing: an event, or a name, email, phone or trait is wanted"),
        "empty": _("there is no rule yet"),
    }
    said = _("Line %(line)s: %(what)s") % {"line": error.line, "what": known.get(error.code, error.code)}
    return f"{said} ({error.what})" if error.what else said
