"""Companies (B2B accounts): their domains, and what was said by hand of who is with them.

Who is a company's is read, not written (belonging.py): by a proven address at one of its domains, or by hand.
"""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models.functions import Lower, Now

from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel


class Company(WorkspaceModel):
    """An organisation whose people are customers; `parent`: it is part of another."""

    name = models.CharField(max_length=200)
    parent = WorkspaceKey("customers.Company", null=True, related_name="parts")
    parent_id: UUID | None
    member_id = models.UUIDField(null=True)
    owner_id = models.UUIDField(null=True)  # the member who answers for it
    created_at = models.DateTimeField(default=clock.now)
    archived_at = models.DateTimeField(null=True)
    # What its people are together, computed (actions/refresh.py): lists are sorted by it
    people = models.IntegerField(default=0, db_default=0)
    orders = models.BigIntegerField(default=0, db_default=0)
    worth = models.BigIntegerField(default=0, db_default=0)  # as of customers, in the currency of most orders
    spent: Any = models.JSONField(default=list, db_default=[])  # (sum, currency), that of most orders first
    mood = models.PositiveSmallIntegerField(default=0, db_default=0)
    unhappy = models.IntegerField(default=0, db_default=0)
    last_at = models.DateTimeField(default=clock.now, db_default=Now())

    class Meta:
        app_label = "customers"
        db_table = "customers_company"
        indexes: ClassVar = [
            models.Index("workspace_id", Lower("name"), "id", name="customers_company_by_name"),
            models.Index(fields=["workspace_id", "parent_id"], name="customers_company_parts"),
            models.Index(fields=["workspace_id", "owner_id"], name="customers_company_owned",
                         condition=models.Q(owner_id__isnull=False)),
            *(
                models.Index("workspace_id", models.F(name).desc(), models.F("id").desc(),
                             name=f"customers_company_by_{name}")
                for name in ("people", "orders", "worth")
            ),
            models.Index("workspace_id", models.F("last_at").desc(), models.F("id").desc(),
                         name="customers_company_by_last"),
        ]

    def __str__(self) -> str:
        return self.name


class CompanyDomain(WorkspaceModel):
    """Whoever has a proven address at this host belongs to the company."""

    company = WorkspaceKey(Company, related_name="domains")
    company_id: UUID
    domain = models.CharField(max_length=255)  # as addresses are kept: lower case, in letters
    member_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "customers"
        db_table = "customers_company_domain"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "domain"], name="customers_company_domain_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace_id", "company_id"], name="customers_company_domains_of")]

    def __str__(self) -> str:
        return self.domain


class CompanyKey(WorkspaceModel):
    """A company as a source of events calls it; `said`: the name it gave last, as long as nobody chose another."""

    company = WorkspaceKey(Company, related_name="keys")
    company_id: UUID
    source_id = models.UUIDField()
    key = models.CharField(max_length=255)
    said = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "customers"
        db_table = "customers_company_key"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "source_id", "key"], name="customers_company_key_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["workspace_id", "company_id"], name="customers_company_keys_of")]

    def __str__(self) -> str:
        return self.key


class Affiliation(WorkspaceModel):
    """By hand or by a program: this person is with the company, or (ended) is not, whatever their address says.

    The newest word on a person decides. It lies by the identity it came by, so a merge and its undoing carry it along.
    """

    company = WorkspaceKey(Company, related_name="affiliations")
    company_id: UUID
    identity = WorkspaceKey("customers.Identity", related_name="affiliations")
    identity_id: UUID
    role = models.CharField(max_length=100, null=True)  # noqa: DJ001 - erasure blanks it
    how = models.CharField(max_length=8, default="hand")  # hand, api
    member_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "customers"
        db_table = "customers_affiliation"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "company_id"], name="customers_affiliation_of"),
            models.Index(fields=["workspace_id", "identity_id"], name="customers_affiliation_by"),
        ]

    def __str__(self) -> str:
        return f"{self.identity_id} of {self.company_id}"
