"""Changes of many customers or companies at once, as their member reads of them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from nitka.accounts.models import Member
from nitka.customers import attributes
from nitka.customers.changes import FIRMS, Before, Change, State
from nitka.customers.companies import Company
from nitka.kit.context import require_workspace
from nitka.kit.db import reading
from nitka.kit.db.ahead import Soon, ask
from nitka.ui import words

COMPANIES = 300  # to choose one of by its name
_GOING = f"""select {reading.columns(Change)} from customers_change
    where workspace_id = %s and member_id = %s and (verb = '{FIRMS}') = %s and state in ('going', 'returning')
    order by at desc limit 1"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Doing:
    """A change in words: what, how far it is, whether it can be taken back or stopped."""

    change: Change
    said: str
    left: str  # what was left alone, and why
    can_return: bool


def ask_going(member: Member, *, firms: bool = False) -> Soon[Doing | None]:
    """Ask for what a member has under way with customers, or with companies."""
    values = [require_workspace(), member.pk, firms]
    found = ask(_GOING, values, lambda rows: [reading.made(Change, row) for row in rows])
    return found.then(lambda rows: doing(rows[0]) if rows else None)


def ask_companies() -> Soon[list[str]]:
    """Ask for the names of the companies that one may be chosen of."""
    statement = (
        "select name from customers_company where workspace_id = %s and archived_at is null"
        " order by lower(name) limit %s"
    )
    return ask(statement, [require_workspace(), COMPANIES], lambda rows: [name for (name,) in rows])


def company(name: str) -> Company | None:
    """The one company that is called so."""
    found = list(Company.objects.filter(name__iexact=" ".join(name.split()), archived_at=None)[:2])
    return found[0] if len(found) == 1 else None


def doing(change: Change) -> Doing:
    """In words."""
    if change.state == State.GOING:
        said = _("Changing: %(n)s of %(total)s") % _figures(n=change.seen, total=change.total)
    elif change.state == State.RETURNING:
        said = _("Bringing it back: %(n)s of %(total)s") % _figures(n=change.seen, total=change.total)
    elif change.state == State.RETURNED:
        said = _returned(change.returned, firms=change.verb == FIRMS) % _figures(n=change.returned)
    else:
        said = _done(change)
    kept = change.state == State.DONE and change.changed > 0 and Before.objects.filter(change_id=change.pk).exists()
    return Doing(change, said, _left(change), kept or change.state == State.GOING)


def _done(change: Change) -> str:
    n = change.changed
    if change.verb == "label":
        said = ngettext("%(n)s customer wears the label now", "%(n)s customers wear the label now", n)
    elif change.verb == "unlabel":
        said = ngettext("The label is off %(n)s customer", "The label is off %(n)s customers", n)
    elif change.verb == "owner":
        said = _handed(n, nobodys=change.value is None)
    elif change.verb == FIRMS:
        said = _given(n, nobodys=change.value is None)
    elif change.verb == "company":
        said = ngettext("%(n)s customer is with the company now", "%(n)s customers are with the company now", n)
    elif change.value is None:
        said = ngettext(
            "“%(label)s” is taken away from %(n)s customer", "“%(label)s” is taken away from %(n)s customers", n
        )
    else:
        said = ngettext("“%(label)s” is set for %(n)s customer", "“%(label)s” is set for %(n)s customers", n)
    return said % (_figures(n=n) | {"label": attributes.label(change.key)})


def _handed(n: int, *, nobodys: bool) -> str:
    if nobodys:
        return ngettext("%(n)s customer is nobody’s now", "%(n)s customers are nobody’s now", n)
    return ngettext("%(n)s customer is handed over", "%(n)s customers are handed over", n)


def _given(n: int, *, nobodys: bool) -> str:
    if nobodys:
        return ngettext("%(n)s company is nobody’s now", "%(n)s companies are nobody’s now", n)
    return ngettext("%(n)s company is handed over", "%(n)s companies are handed over", n)


def _returned(n: int, *, firms: bool) -> str:
    if firms:
        return ngettext("As it was before for %(n)s company", "As it was before for %(n)s companies", n)
    return ngettext("As it was before for %(n)s customer", "As it was before for %(n)s customers", n)


def _left(change: Change) -> str:
    if change.state == State.DONE and change.seen > change.changed:
        n = change.seen - change.changed
        return ngettext("%(n)s was so already", "%(n)s were so already", n) % _figures(n=n)
    if change.state == State.RETURNED and change.changed > change.returned:
        n = change.changed - change.returned
        return ngettext(
            "%(n)s was changed since and stays", "%(n)s were changed since and stay", n
        ) % _figures(n=n)
    return ""


def _figures(**numbers: int) -> dict[str, str]:
    return {name: words.figure(n) for name, n in numbers.items()}
