"""The lines of the audit log as people read them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from nitka.accounts.models import Role
from nitka.ui.words import numbered

VERBS: dict[str, Any] = {
    "sign_in.done": _("Signed in"),
    "sign_in.new_device": _("Signed in on a new device"),
    "sign_in.failed": _("Wrong password"),
    "sign_in.paused": _("Too many wrong tries: a pause"),
    "sign_in.code_failed": _("Right password, wrong second step"),
    "factor.added": _("Added a way to sign in"),
    "factor.removed": _("Removed a way to sign in"),
    "factor.codes": _("Made new recovery codes"),
    "factor.taken_off": _("Took a colleague’s second step off"),
    "password.changed": _("Changed the password"),
    "password.reset": _("Set a forgotten password anew"),
    "session.ended": _("Signed a device out"),
    "session.ended_all": _("Signed out everywhere"),
    "team.created": _("Made a team"),
    "team.members": _("Changed who is in a team"),
    "team.deleted": _("Deleted a team"),
    "team.restored": _("Brought a team back"),
    "token.created": _("Made a key to the API"),
    "token.revoked": _("Revoked a key to the API"),
    "attribute.kept": _("Said what an attribute is kept for"),
    "attribute.dropped": _("Dropped an attribute with all its values"),
    "attribute.expired": _("Deleted values of an attribute that were kept long enough"),
    "attribute.allowed": _("Allowed a dropped attribute again"),
    "source.created": _("Made a source of events"),
    "source.changed": _("Changed the settings of a source of events"),
    "source.shown": _("Looked at the key of a source of events"),
    "source.replayed": _("Had refused events read again"),
    "source.revoked": _("Revoked a source of events"),
    "hook.created": _("Made an incoming webhook"),
    "hook.changed": _("Changed an incoming webhook"),
    "hook.on": _("Switched an incoming webhook on"),
    "hook.off": _("Switched an incoming webhook off"),
    "hook.removed": _("Removed an incoming webhook"),
    "webhook.created": _("Made a webhook"),
    "webhook.changed": _("Changed a webhook"),
    "webhook.on": _("Switched a webhook on"),
    "webhook.off": _("Switched a webhook off"),
    "webhook.given_up": _("A webhook was switched off: it did not answer"),
    "webhook.shown": _("Looked at the secret of a webhook"),
    "webhook.rotated": _("Replaced the secret of a webhook"),
    "webhook.removed": _("Removed a webhook"),
    "invitation.made": _("Invited a colleague"),
    "invitation.accepted": _("Joined"),
    "member.created": _("Added a colleague"),
    "member.rights": _("Changed what a colleague may do and see"),
    "member.deactivated": _("Switched a colleague off"),
    "member.reactivated": _("Switched a colleague on"),
    "invitation.revoked": _("Withdrew an invitation"),
    "workspace.brand": _("Changed the company’s looks"),
    "issuer.changed": _("Changed the company’s sign-in"),
    "issuer.believes": _("Trusts unverified addresses of the company’s sign-in"),
    "issuer.removed": _("Took the company’s sign-in away"),
    "issuer.linked": _("Linked an account of the company’s sign-in"),
    "issuer.unlinked": _("Unlinked an account of the company’s sign-in"),
    "sign_in.rules": _("Changed what sign-in asks for"),
    "channel.created": _("Added a channel"),
    "channel.changed": _("Changed a channel"),
    "channel.off": _("Switched a channel off"),
    "channel.on": _("Switched a channel on"),
    "customers.reconsidered": _("Asked again about two customers who were said to be different people"),
    "customers.rules": _("Changed the rules by which customers are merged"),
    "customers.learnt": _("Learnt from decisions about likeness"),
    "customers.lesson_chosen": _("Chose what likeness is reckoned by"),
    "customers.changed": _("Changed many customers at once"),
    "customers.vouched": _("Said how sure a contact is"),
    "customers.labelled": _("Changed labels of customers"),
    "customers.given": _("Handed customers over"),
    "company.given": _("Handed a company over"),
    "companies.given": _("Handed companies over"),
    "label.made": _("Made a label of customers"),
    "label.changed": _("Changed a label of customers"),
    "label.removed": _("Deleted a label of customers"),
    "companies.exported": _("Saved companies as a file"),
    "customers.exported": _("Saved customers as a file"),
    "conversations.exported": _("Saved conversations as a file"),
    "ratings.exported": _("Saved ratings as a file"),
    "sending.kept": _("Has a list sent by schedule"),
    "sending.on": _("Switched the sending of a list on"),
    "sending.off": _("Switched the sending of a list off"),
    "sending.removed": _("Took the sending of a list away"),
    "sending.trusted": _("Trusted the key of a server"),
    "sending.sent": _("A list was sent by schedule"),
    "import.uploaded": _("Uploaded a file to be loaded"),
    "import.run": _("Loaded a file"),
    "import.errors": _("Downloaded rows that were not loaded"),
    "import.returned": _("Took a loaded file back"),
    "moving.begun": _("Gave a key to another program, to move in from it"),
    "moving.key": _("Gave another key to a program"),
    "moving.returned": _("Took a move from another program back"),
    "moving.run": _("Moved in from another program"),
    "customers.consent": _("Noted what a customer agreed to"),
    "customers.purpose": _("Changed what customers are asked to agree to"),
    "rights.received": _("Wrote down what a person asks for by law"),
    "rights.ordered": _("Ordered a person to be erased"),
    "rights.called_off": _("Called the erasure of a person off"),
    "rights.downloaded": _("Downloaded a copy of a person’s data"),
    "rights.restricted": _("Stopped the processing of a person’s data"),
    "rights.lifted": _("Went on with the processing of a person’s data"),
    "rights.corrected": _("Put right what a person said was wrong"),
    "rights.uncorrected": _("Took back what had been put right of a person’s data"),
    "rights.done": _("Did what a person asked for by law"),
    "rights.refused": _("Refused what a person asked for by law"),
    "rights.withdrawn": _("Closed what a person no longer asks for"),
    "moments.archived": _("Moved events of an old month to a file"),
    "rights.aged": _("Let raw letters and requests go that were kept long enough"),
    "rights.habits": _("Changed how personal data is dealt with"),
    "contact.released": _("Let a contact link customers again"),
    "segment.created": _("Made a segment"),
    "segment.changed": _("Changed a segment"),
    "segment.archived": _("Put a segment away"),
    "segment.restored": _("Brought a segment back"),
    "list.exported": _("Saved a list as a file"),
    "audit.exported": _("Saved the audit log as a file"),
}
_FACTORS = {"totp": _("codes by an app"), "webauthn": _("passkey"), "recovery_codes": _("recovery codes")}
_ANSWERS = {
    "given": pgettext_lazy("consent", "agreed"),
    "withdrawn": pgettext_lazy("consent", "withdrawn"),
    "asked": pgettext_lazy("consent", "not confirmed yet"),
}
_WAYS = {"password": _("password"), "mfa": _("second step"), "socialaccount": _("company sign-in")}


def said(verb: str) -> str:
    """A verb in words; one that has none is shown as it is."""
    return str(VERBS.get(verb, verb))


def detail(verb: str, given: dict[str, Any]) -> str:
    """What the line adds: the way, the device, the names."""
    if verb.startswith("factor."):
        return str(_FACTORS.get(str(given.get("type", "")), given.get("type", "")))
    if verb == "sign_in.done":
        return ", ".join(str(_WAYS.get(str(way), way)) for way in given.get("by", []))
    if verb == "sign_in.rules":
        roles = [str(dict(Role.choices).get(role, role)) for role in given.get("roles", [])]
        return ", ".join([*roles, *(str(given[key]) for key in ("since", "length") if given.get(key))])
    if verb.startswith("invitation.") or verb == "member.created":
        return str(dict(Role.choices).get(str(given.get("role", "")), ""))
    if verb == "customers.consent":
        answer = str(given.get("answer", ""))
        return f"{given.get('purpose', '')}: {_ANSWERS.get(answer, answer)}"
    return ", ".join(filter(None, (_word(name, value) for name, value in given.items())))[:200]


def _word(name: str, value: Any) -> str:
    if name == "number":
        return numbered(value)
    return value if isinstance(value, str) and not _is_id(value) else ""


def _is_id(text: str) -> bool:
    return len(text) == 36 and text.count("-") == 4
