"""What feedback shows on the pages of lower floors; `nitka/wiring.py` says where."""

from uuid import UUID

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from nitka.accounts.models import Member
from nitka.feedback.queries import ratings_of_customer as latest


def ratings_of_customer(customer_id: UUID, member: Member) -> SafeString:
    """A customer's last ratings as a section of a panel; nothing when there are none."""
    ratings = latest(customer_id, 5, member)
    if not ratings:
        return SafeString("")
    return render_to_string("feedback/_ratings_panel.html", {"ratings": ratings})
