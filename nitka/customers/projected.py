"""What is computed of customers and companies so that lists may be narrowed and sorted by it, and what is out of date.

Triggers (`sql/stale.sql`) write down what may have changed, in the same transaction; `actions/refresh.py` computes it.
"""

from typing import ClassVar

from django.db import models

from nitka.customers.consents import Answer
from nitka.kit.db.models import WorkspaceModel


class Stale(WorkspaceModel):
    """To be computed anew: a customer, whoever an identity is of (`again`: only what they agreed to), a company
    with its people, or its sums alone; or a company of which something else is news."""

    sort = models.CharField(max_length=8)  # customer, identity, again, company, sums, firm
    subject_id = models.UUIDField()

    class Meta:
        app_label = "customers"
        db_table = "customers_stale"

    def __str__(self) -> str:
        return f"{self.sort} {self.subject_id}"


class Agreement(WorkspaceModel):
    """How a customer stands on a purpose, of all their contacts in one word; the journal of consents is the truth."""

    customer_id = models.UUIDField()
    purpose_id = models.UUIDField()
    state = models.CharField(max_length=9, choices=Answer.choices)

    class Meta:
        app_label = "customers"
        db_table = "customers_agreement"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "customer_id", "purpose_id"],
                                    name="customers_agreement_once"),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "purpose_id", "state", "customer_id"], name="customers_agreement_of"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.state}"


class Membership(WorkspaceModel):
    """A customer is with a company, as `belonging.py` reads it."""

    company_id = models.UUIDField()
    customer_id = models.UUIDField()

    class Meta:
        app_label = "customers"
        db_table = "customers_membership"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "customer_id", "company_id"],
                                    name="customers_membership_once"),
        ]  # fmt: skip
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "company_id", "customer_id"], name="customers_membership_of"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} with {self.company_id}"
