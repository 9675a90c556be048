"""Why, in words a member can repeat to the customer; in the reader's language."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from nitka.customers.kinds import label
from nitka.customers.kinds import said as spoken
from nitka.customers.models import Evidence, Identity, Merge, Proposal, Status

_WHY: dict[str, str | Promise] = {
    "together": gettext_lazy("Both contacts were named together, and both are proven"),
    "unproven": gettext_lazy("One gave the other’s contact but has not proven it"),
    "weaker": gettext_lazy("They share a contact, but each has a surer one of their own: perhaps a family"),
    "weak": gettext_lazy("Contacts of this kind prove nothing by themselves"),
    "nothing": gettext_lazy("This contact is nobody’s: a program’s word for “unknown”"),
    "repeated": gettext_lazy("This contact is one sign repeated: nobody’s"),
    "role": gettext_lazy("This mailbox belongs to a role, not to a person"),
    "disguised": gettext_lazy("This address imitates another one with letters of a different alphabet"),
    "quarantined": gettext_lazy("Too many customers have this contact: it links nobody"),
    "again": gettext_lazy("A member asked to look at them once more"),
    "ticked": gettext_lazy("A member asks whether they are one person"),
    "apart": gettext_lazy("A person has said that these two are not one"),
    "computed": gettext_lazy("They look alike"),
    "matched": gettext_lazy("They look so alike that they became one by themselves, as the workspace’s threshold says"),
}
_ALIKE: dict[str, str | Promise] = {
    "name_same": pgettext_lazy("alike", "The same first name"),
    "name_translit": pgettext_lazy("alike", "The same first name in other letters"),
    "name_diminutive": pgettext_lazy("alike", "The same first name, once in its short form"),
    "name_layout": pgettext_lazy("alike", "The same name, typed in the wrong keyboard layout"),
    "name_typo": pgettext_lazy("alike", "First names that differ by a typo"),
    "name_initial": pgettext_lazy("alike", "An initial that fits the first name"),
    "name_order": pgettext_lazy("alike", "The same names in another order"),
    "name_differs": pgettext_lazy("alike", "Different first names"),
    "surname_same": pgettext_lazy("alike", "The same surname"),
    "surname_rare": pgettext_lazy("alike", "The same surname, and a rare one"),
    "surname_translit": pgettext_lazy("alike", "The same surname in other letters"),
    "surname_typo": pgettext_lazy("alike", "Surnames that differ by a typo"),
    "surname_initial": pgettext_lazy("alike", "An initial that fits the surname"),
    "surname_differs": pgettext_lazy("alike", "Different surnames"),
    "patronymic_same": pgettext_lazy("alike", "The same patronymic"),
    "patronymic_typo": pgettext_lazy("alike", "Patronymics that differ by a typo"),
    "patronymic_initial": pgettext_lazy("alike", "An initial that fits the patronymic"),
    "patronymic_differs": pgettext_lazy("alike", "Different patronymics"),
    "phone_same": pgettext_lazy("alike", "The same phone"),
    "phone_digit": pgettext_lazy("alike", "Phones that differ by one digit"),
    "phone_digits": pgettext_lazy("alike", "Phones that differ by two digits or two swapped ones"),
    "phone_differs": pgettext_lazy("alike", "Different phones"),
    "email_same": pgettext_lazy("alike", "The same e-mail"),
    "email_mailbox": pgettext_lazy("alike", "E-mails that lead to the same mailbox"),
    "email_user_same": pgettext_lazy("alike", "E-mails that are the same before the @"),
    "email_typo": pgettext_lazy("alike", "E-mails that differ by a typo"),
    "email_differs": pgettext_lazy("alike", "Different e-mails"),
    "birth_same": pgettext_lazy("alike", "The same date of birth"),
    "birth_typo": pgettext_lazy("alike", "Dates of birth that differ by a digit or two swapped ones"),
    "birth_differs": pgettext_lazy("alike", "Different dates of birth"),
    "city_same": pgettext_lazy("alike", "The same city"),
    "city_typo": pgettext_lazy("alike", "Cities that differ by a typo"),
    "city_differs": pgettext_lazy("alike", "Different cities"),
    "address_same": pgettext_lazy("alike", "The same address, to the flat"),
    "address_house": pgettext_lazy("alike", "The same street and house"),
    "address_street": pgettext_lazy("alike", "The same street"),
    "address_differs": pgettext_lazy("alike", "Different addresses"),
}
COMPUTED = ("computed", "matched")  # why two were made one because they are alike


def why(code: str) -> str:
    """What a rule decided, in a sentence."""
    what, _colon, kind = code.partition(":")
    if what == "many":
        return _("Together they would have more of one kind than one person has: %(kind)s") % {"kind": label(kind)}
    return str(_WHY.get(what) or _("Merged by hand"))


def reason(code: str) -> str:
    """What of two customers is alike or is not, where it was computed (`Proposal.reasons`)."""
    return str(_ALIKE.get(code) or pgettext("alike", "Something else that was compared"))


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as a member reads it; `weight` is the binary logarithm of how much it changes the odds."""

    text: str
    weight: float
    strength: str


def strength(weight: float) -> str:
    """How much a reason says, whichever way."""
    if abs(weight) >= 8:
        return pgettext("strength", "decides")
    if abs(weight) >= 4:
        return pgettext("strength", "much")
    return pgettext("strength", "a little") if abs(weight) >= 1.5 else pgettext("strength", "barely")


def reasons(proposal: Proposal) -> tuple[list[Reason], list[Reason]]:
    """What speaks for their being one person and what against it, the strongest first; of a computed proposal."""
    said = [Reason(reason(code), weight, strength(weight)) for code, weight in proposal.reasons]
    said.sort(key=lambda one: -abs(one.weight))
    return [one for one in said if one.weight > 0], [one for one in said if one.weight < 0]


def shown(identity: Identity) -> str:
    """A contact with its kind: “Phone +7 916 123-45-67”."""
    if identity.kind in ("visitor", "device"):
        return label(identity.kind)
    return f"{label(identity.kind)} {spoken(identity.kind, identity.value)}"


def proof(evidence: Evidence) -> str:
    """How a contact was shown to be theirs, and when."""
    day = date_format(localtime(evidence.at), "j E Y")
    said = {
        "message": pgettext("evidence", "a message came from it on %(day)s"),
        "code": pgettext("evidence", "confirmed by a code on %(day)s"),
        "link": pgettext("evidence", "confirmed by a link on %(day)s"),
        "login": pgettext("evidence", "signed in on %(day)s"),
        "program": pgettext("evidence", "given by a program of yours on %(day)s"),
        "import": pgettext("evidence", "came with a file on %(day)s"),
        "hand": pgettext("evidence", "written down by a member on %(day)s"),
        "asked": pgettext("evidence", "a member asked there and was answered on %(day)s"),
        "shown": pgettext("evidence", "a member saw a document on %(day)s"),
    }.get(evidence.how, pgettext("evidence", "seen on %(day)s"))
    if evidence.how == "stated" or evidence.status == Status.STATED:
        said = pgettext("evidence", "stated, not proven, on %(day)s")
    return said % {"day": day}


def survived(code: str) -> str:
    """Why a value survived a merge."""
    return {
        "only": pgettext("value", "nothing else is known"),
        "hand": pgettext("value", "a member wrote it"),
        "legible": pgettext("value", "its keyboard layout is the right one"),
        "surer": pgettext("value", "it is surer"),
        "fuller": pgettext("value", "it is fuller"),
        "newer": pgettext("value", "it is newer"),
    }.get(code, pgettext("value", "both say the same"))


def explained(merges: Sequence[Merge]) -> dict[UUID, list[str]]:
    """For each merge why it was made: the rule or the person's words, then what is known of the two contacts."""
    found, proofs = _identities(one for merge in merges for one in (merge.one_id, merge.other_id))
    alike = _alike(merges)
    return {
        merge.pk: [*_head(merge), *alike.get(merge.pk, ()), *_contacts((merge.one_id, merge.other_id), found, proofs)]
        for merge in merges
    }


def proposed(proposals: Sequence[Proposal]) -> dict[UUID, list[str]]:
    """For each proposal why a person is asked."""
    found, proofs = _identities(one for made in proposals for one in (made.identity_id, made.claimant_id))
    return {
        made.pk: [why(made.why), *_contacts((made.identity_id, made.claimant_id), found, proofs)] for made in proposals
    }


def _alike(merges: Sequence[Merge]) -> dict[UUID, list[str]]:
    """What was alike of those that were made because of it. One statement, where there are any."""
    computed = [merge for merge in merges if merge.rule in COMPUTED]
    if not computed:
        return {}
    of = {(made.identity_id, made.claimant_id): made for made in Proposal.objects.filter(
        identity_id__in={merge.one_id for merge in computed}, claimant_id__in={merge.other_id for merge in computed}
    )}  # fmt: skip
    told: dict[UUID, list[str]] = {}
    for merge in computed:
        made = of.get((merge.one_id, merge.other_id))  # type: ignore[arg-type]
        both = reasons(made) if made else ([], [])
        told[merge.pk] = [f"{one.text} ({one.strength})" for side in both for one in side]
    return told


def _head(merge: Merge) -> list[str]:
    said = merge.why if merge.why not in ("proposal", "conversations") else ""
    if not merge.rule and not said:
        return [why("") if merge.member_id else _("Merged by a program")]
    return [*([why(merge.rule)] if merge.rule else []), *([said] if said else [])]


def _contacts(
    keys: Iterable[UUID | None], found: Mapping[UUID, Identity], proofs: Mapping[UUID, list[Evidence]]
) -> list[str]:
    lines = []
    for key in keys:
        if key is not None and key in found:
            known = proofs.get(key, [])
            lines.append(f"{shown(found[key])}: {proof(known[-1])}" if known else shown(found[key]))
    return lines


def _identities(keys: Iterable[UUID | None]) -> tuple[dict[UUID, Identity], dict[UUID, list[Evidence]]]:
    wanted = {key for key in keys if key}
    found = Identity.objects.in_bulk(wanted) if wanted else {}
    proofs: dict[UUID, list[Evidence]] = defaultdict(list)
    for one in Evidence.objects.filter(identity_id__in=wanted).order_by("at", "id") if wanted else ():
        proofs[one.identity_id].append(one)
    return found, proofs


def proofs(identities: Iterable[UUID]) -> dict[UUID, str]:
    """How each contact was last shown to be theirs. One statement."""
    latest = Evidence.objects.filter(identity_id__in=set(identities)).order_by("identity_id", "-at", "-id")
    return {one.identity_id: proof(one) for one in latest.distinct("identity_id")}
