"""What customers show on the pages of lower floors; `nitka/wiring.py` says where."""

from django.utils.translation import gettext as _

from nitka.accounts.models import Member
from nitka.customers.companies import Company
from nitka.customers.models import Customer


def holds(member: Member) -> list[tuple[str, int]]:
    """What a member who leaves would hand on."""
    owned = Customer.objects.filter(owner_id=member.pk, merged_into_id=None).count()
    firms = Company.objects.filter(owner_id=member.pk, archived_at=None).count()
    return [(_("Customers of theirs"), owned), (_("Companies of theirs"), firms)]
