"""Questions about pairs, held for writing: after the customers they are about, and several in one order.

Customers first: whoever digests, erases or takes an import back holds them already when it comes to a question.
"""

from uuid import UUID

from django.db.models import QuerySet

from nitka.customers.models import Proposal


def held(rows: "QuerySet[Proposal]") -> list[Proposal]:
    """These, held, in the order in which everybody holds several."""
    return list(rows.select_for_update(of=("self",)).order_by("identity_id", "claimant_id"))


def contacts(rows: "QuerySet[Proposal]") -> set[UUID]:
    """The identities that some questions are about; they stay the same as long as a question is there."""
    return {key for pair in rows.values_list("identity_id", "claimant_id") for key in pair}
