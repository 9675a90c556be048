"""What segments show on the pages of lower floors; `nitka/wiring.py` says where."""

from uuid import UUID

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from nitka.accounts.models import Member
from nitka.customers.using import User
from nitka.kit.context import require_workspace
from nitka.kit.db.ahead import Rows, Soon, ask
from nitka.segments.models import CompanyMembership, Of
from nitka.segments.queries import attributes_used

CHIPS = 5  # are shown; the others are named by a chip that counts them
_OF_ONE = """select s.id, s.name from segments_membership m
    join segments_segment s on s.workspace_id = m.workspace_id and s.id = m.segment_id and s.archived_at is null
    where m.workspace_id = %(workspace)s and m.customer_id = %(customer)s order by s.name limit 20"""
_ALL = """select id, name from segments_segment
    where workspace_id = %s and of = %s and archived_at is null order by name, id limit 200"""


def tab() -> tuple[str, str | Promise, str]:
    """The tab of the section «Customers»: its code, words and address within the workspace."""
    return "segments", _("Segments"), "segments/"


def chips_of_customer(customer_id: UUID, member: Member, slug: str) -> Soon[SafeString]:
    """The segments that a customer is in, as chips in the head of their page."""
    return ask(_OF_ONE, {"workspace": require_workspace(), "customer": customer_id}, lambda rows: _chips(rows, slug))


def _chips(rows: Rows, slug: str) -> SafeString:
    if not rows:
        return SafeString("")
    more = [name for _key, name in rows[CHIPS:]]
    return render_to_string("segments/_chips.html", {"rows": rows[:CHIPS], "more": more, "slug": slug})


def users_of_attributes() -> dict[str, list[User]]:
    """Attribute → the segments that ask for it."""
    found = attributes_used(require_workspace())
    return {key: [User("segment", one.name, f"segments/{one.pk}/") for one in rows] for key, rows in found.items()}


def choices(member: Member) -> Soon[list[tuple[str, str]]]:
    """The segments by which the customers' list can be narrowed."""
    return _choices(Of.CUSTOMERS)


def company_choices(member: Member) -> Soon[list[tuple[str, str]]]:
    """The segments by which the companies' list can be narrowed."""
    return _choices(Of.COMPANIES)


def _choices(of: Of) -> Soon[list[tuple[str, str]]]:
    return ask(_ALL, [require_workspace(), of.value], lambda rows: [(str(key), name) for key, name in rows])


def in_segment() -> str:
    """A condition on the `id` of a company `o`: it is in the segment of an id (asked once)."""
    return ("exists (select from segments_company g join segments_segment s on s.workspace_id = g.workspace_id"
            " and s.id = g.segment_id and s.archived_at is null"
            " where g.workspace_id = o.workspace_id and g.company_id = o.id and g.segment_id = %s)")  # fmt: skip


def chips_of_company(company_id: UUID, slug: str) -> SafeString:
    """The segments that a company is in, as chips in the head of its page."""
    rows = CompanyMembership.objects.filter(company_id=company_id, segment__archived_at=None).order_by("segment__name")
    return _chips(list(rows.values_list("segment_id", "segment__name")[:20]), slug)
