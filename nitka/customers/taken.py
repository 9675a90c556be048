"""The lists of customers and companies as files for who has them sent: what there is to choose, and the table of it.

A code says which: `customers`, `customers:<query of a view of the house>`, `view:<id>`, `segment:<id>`, `companies`,
`companies:segment=<id>`.
"""

from datetime import tzinfo
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.customers import company_list, listing
from nitka.customers.company_export import CompanyExport
from nitka.customers.export import Export
from nitka.customers.saved import ask_views, asked_by
from nitka.customers.using import note_use
from nitka.customers.views.listing import own_keys
from nitka.kit import slots
from nitka.kit.table import Table


def choices(member: Member) -> list[tuple[str, list[tuple[str, str]]]]:
    """Groups of lists: the customers', one's views, segments, companies."""
    house = [(f"customers:{urlencode(query)}".rstrip(":"), str(label)) for label, query in listing.VIEWS]
    views = [(f"view:{view.pk}", view.name) for view in ask_views(member).get()]
    segments = [(f"segment:{key}", name) for key, name in _segments("customers", member)]
    companies = [(f"companies:segment={key}", name) for key, name in _segments("companies", member)]
    groups = [(_("Customers"), house), (_("Kept views"), views), (_("Segments"), segments),
              (_("Companies"), [("companies", _("All companies"))]), (_("Segments of companies"), companies)]
    return [(label, found) for label, found in groups if found]


def _segments(of: str, member: Member) -> list[tuple[str, str]]:
    return [found for fill in slots.fillers(f"{of}.segments") for found in fill(member).get()]


def called(code: str, member: Member) -> str:
    """What a list is called; "" when it is not there any more."""
    return next((label for _group, found in choices(member) for key, label in found if key == code), "")


def table(code: str, member: Member, language: str, zone: tzinfo) -> Table | None:
    """The list as its member sees it; None when it is not there any more."""
    if not called(code, member):
        return None
    kind, _sign, query = code.partition(":")
    if kind == "companies":
        return CompanyExport(company_list.read(QueryDict(query)), member, member.workspace_id, language, zone)
    asked = _asked(code, member)
    own = own_keys(member)
    chosen = asked.columns or (*listing.COLUMNS, *own)
    shown = tuple(key for key in (*listing.COLUMNS, *own) if key in chosen)
    note_use([key for key in shown if key in own], "file")
    return Export(asked, shown, member, member.workspace_id, language, zone)


def _asked(code: str, member: Member) -> listing.Asked:
    kind, _sign, rest = code.partition(":")
    if kind == "view":
        return next(asked_by(view) for view in ask_views(member).get() if str(view.pk) == rest)
    return listing.read(QueryDict(f"segment={rest}" if kind == "segment" else rest))
