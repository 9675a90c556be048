"""The lists that can be sent: what each module has (the slots "taken.choices" and "taken.table"; wiring says whose)."""

from datetime import tzinfo

from nitka.accounts.models import Member
from nitka.kit import slots
from nitka.kit.table import Table

Groups = list[tuple[str, list[tuple[str, str]]]]


def choices(member: Member) -> Groups:
    """Groups of lists that a member may have sent: label, then code and name of each."""
    return [group for fill in slots.fillers("taken.choices") for group in fill(member)]


def called(code: str, member: Member) -> str:
    """What a list is called; "" when it is not there any more."""
    return next((label for _group, found in choices(member) for key, label in found if key == code), "")


def table(code: str, member: Member, language: str, zone: tzinfo) -> Table | None:
    """The list as its member sees it; None when it is not there any more."""
    if not called(code, member):
        return None
    return next((found for fill in slots.fillers("taken.table") if (found := fill(code, member, language, zone))), None)
