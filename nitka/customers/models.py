"""Customers and their identities; the journal of links is the truth, `Identity.customer` its projection."""

from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models.functions import Cast, Now
from django.utils.translation import gettext_lazy as _

from nitka.kit import clock
from nitka.kit.db.models import WorkspaceKey, WorkspaceModel


class Status(models.TextChoices):
    """How sure we are that an identity is the customer's."""

    VERIFIED = "verified", _("Verified")
    STATED = "stated", _("Stated")
    GUESSED = "guessed", _("Guessed")


class Customer(WorkspaceModel):
    """A person. A merged one stays as an alias of `merged_into`."""

    name = models.TextField(blank=True, default="")
    language = models.CharField(max_length=2, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    merged_into_id = models.UUIDField(null=True, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)  # a shell that counts and names nobody
    restricted_at = models.DateTimeField(null=True, editable=False)  # they asked that nothing be done with their data
    owner_id = models.UUIDField(null=True)  # the member who answers for them, projected (`owners.Ownership`)
    # How they stand, projected from their moments (actions/stand.py): what lists filter and sort by
    last_at = models.DateTimeField(default=clock.now, db_default=Now())
    last_kind = models.CharField(max_length=32, blank=True, default="", db_default="")
    orders = models.PositiveIntegerField(default=0, db_default=0)
    spent = models.DecimalField(max_digits=18, decimal_places=4, default=0, db_default=0)
    # `spent` in ten-thousandths: no comparison of decimals is leakproof, so under the policy their index has no bounds
    worth = models.GeneratedField(
        expression=Cast(models.F("spent") * 10_000, models.BigIntegerField()),
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    mood = models.PositiveSmallIntegerField(default=0, db_default=0)  # the face of their last rating; 0: none
    rated_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "customers_customer"
        indexes: ClassVar = [
            models.Index("workspace_id", models.F("created_at").desc(), models.F("id").desc(), name="customers_latest"),
            models.Index("workspace_id", models.F("last_at").desc(), models.F("id").desc(), name="customers_by_last"),
            models.Index("workspace_id", models.F("worth").desc(), models.F("id").desc(), name="customers_by_worth"),
            models.Index("workspace_id", models.F("orders").desc(), models.F("id").desc(), name="customers_by_orders"),
            models.Index("workspace_id", "mood", models.F("last_at").desc(), models.F("id").desc(),
                         name="customers_by_mood"),
            models.Index("workspace_id", "owner_id", models.F("last_at").desc(), models.F("id").desc(),
                         name="customers_by_owner", condition=models.Q(owner_id__isnull=False)),
            models.Index(fields=["workspace_id", "id"], name="customers_restricted",
                         condition=models.Q(restricted_at__isnull=False)),
            models.Index(fields=["workspace_id", "merged_into_id"], condition=models.Q(merged_into_id__isnull=False),
                         name="customers_merged"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Identity(WorkspaceModel):
    """One e-mail, phone, messenger id or browser of a customer, normalised."""

    customer = WorkspaceKey(Customer, related_name="identities")
    customer_id: UUID
    kind = models.CharField(max_length=16)
    value = models.TextField()
    name = models.TextField(blank=True, default="")
    status = models.CharField(max_length=8, choices=Status.choices)
    quarantined = models.BooleanField(default=False, db_default=False)  # projection of `Quarantine`: it links nobody
    created_at = models.DateTimeField(default=clock.now)
    # Of an e-mail, the host: what a company's domains are compared with. `split_part` is not leakproof, so an index of
    # the expression would be passed over under the policy.
    domain = models.GeneratedField(
        expression=models.Case(
            models.When(
                kind="email",
                then=models.Func(models.F("value"), models.Value("@"), -1, function="split_part",
                                 output_field=models.TextField()),
            )
        ),
        output_field=models.TextField(null=True),
        db_persist=True,
    )  # fmt: skip

    class Meta:
        db_table = "customers_identity"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "kind", "value"], name="customers_identity_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "customer_id"], name="customers_identity_of"),
            models.Index(fields=["workspace_id", "domain"], name="customers_identity_at",
                         condition=models.Q(kind="email")),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class Link(WorkspaceModel):
    """A line of the journal: from now on this identity is that customer's. `rule` says why; nothing personal."""

    identity = WorkspaceKey(Identity, related_name="links")
    identity_id: UUID
    customer = WorkspaceKey(Customer, related_name="links")
    customer_id: UUID
    rule = models.CharField(max_length=32)
    by_id = models.UUIDField(null=True)  # the identity it came by: it goes wherever that one goes
    merge_id = models.UUIDField(null=True)
    member_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "customers_link"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "identity_id", "at"], name="customers_link_of"),
            # A customer who was never seen is deleted: without this the whole journal is read for each
            models.Index(fields=["workspace_id", "customer_id"], name="customers_link_customer"),
            models.Index(fields=["workspace_id", "merge_id"], name="customers_link_by_merge",
                         condition=models.Q(merge_id__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.identity_id} → {self.customer_id}"


class Evidence(WorkspaceModel):
    """Why we think that an identity is its customer's: how it was shown, when, by whom. Ids only."""

    identity = WorkspaceKey(Identity, related_name="evidence")
    identity_id: UUID
    status = models.CharField(max_length=8, choices=Status.choices)
    how = models.CharField(max_length=16)  # a code of `words.py`: message, code, link, login, hand, asked, shown, …
    member_id = models.UUIDField(null=True)
    source_id = models.UUIDField(null=True)  # the channel, the collector's source, the token
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "customers_evidence"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "identity_id", "at"], name="customers_evidence_of")]

    def __str__(self) -> str:
        return f"{self.identity_id}: {self.status} by {self.how}"


class Value(WorkspaceModel):
    """What was said of a customer, by the identity it came by; the customer's columns are its projection."""

    identity = WorkspaceKey(Identity, related_name="values")
    identity_id: UUID
    field = models.CharField(max_length=32)
    text = models.TextField(null=True)  # noqa: DJ001 (null: erased)
    status = models.CharField(max_length=8, choices=Status.choices)
    how = models.CharField(max_length=16)
    member_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "customers_value"
        indexes: ClassVar = [models.Index(fields=["workspace_id", "identity_id", "field"], name="customers_value_of")]

    def __str__(self) -> str:
        return f"{self.field} of {self.identity_id}"


class Merge(WorkspaceModel):
    """Two customers are one, says a person or a rule."""

    into = WorkspaceKey(Customer, related_name="merges")
    into_id: UUID
    source = WorkspaceKey(Customer, related_name="merged")
    source_id: UUID
    why = models.TextField(blank=True, default="")  # a person's words
    rule = models.CharField(max_length=32, blank=True, default="")  # a code of `words.py`; "": a person says so
    rules = models.CharField(max_length=16, blank=True, default="")  # the version that was in force
    one_id = models.UUIDField(null=True)  # the two identities that were named together
    other_id = models.UUIDField(null=True)
    member_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)
    undone_at = models.DateTimeField(null=True)
    undone_by_id = models.UUIDField(null=True)
    handful_id = models.UUIDField(null=True)  # those that were decided with one action

    class Meta:
        db_table = "customers_merge"
        indexes: ClassVar = [
            models.Index("workspace_id", models.F("at").desc(), name="customers_merge_latest"),
            models.Index(fields=["workspace_id", "handful_id"], name="customers_merge_handful",
                         condition=models.Q(handful_id__isnull=False)),
            models.Index(fields=["workspace_id", "into_id"], name="customers_merge_into"),
            models.Index(fields=["workspace_id", "source_id"], name="customers_merge_source"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.source_id} → {self.into_id}"


class Apart(WorkspaceModel):
    """Two are not one: no rule may merge them, a person may. `_now`: who the two are at present, a projection."""

    one_id = models.UUIDField()
    other_id = models.UUIDField()
    one_now_id = models.UUIDField()
    other_now_id = models.UUIDField()
    merge_id = models.UUIDField(null=True)  # the undone merge, or the refused proposal
    proposal_id = models.UUIDField(null=True)
    member_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)
    lifted_at = models.DateTimeField(null=True)  # a person merged them after all

    class Meta:
        db_table = "customers_apart"
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "one_now_id"], name="customers_apart_one"),
            models.Index(fields=["workspace_id", "other_now_id"], name="customers_apart_other"),
            models.Index("workspace_id", models.F("at").desc(), models.F("id").desc(), name="customers_apart_latest",
                         condition=models.Q(lifted_at=None)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.one_id} ≠ {self.other_id}"


# In which order a queue of proposals is looked at. No Coalesce: PostgreSQL looks for no bounds of one in an index
# below a policy, as it does not count it among what tells nothing (`contain_leaked_vars`).
RANK = models.Case(
    models.When(probability__isnull=True, then=models.Value(-1.0)),
    default=models.F("probability"),
    output_field=models.FloatField(),
)


class Proposal(WorkspaceModel):
    """Two identities may be one person's: a person accepts or refuses."""

    identity = WorkspaceKey(Identity, related_name="proposals")  # the address, already somebody's
    identity_id: UUID
    claimant = WorkspaceKey(Identity, related_name="claims")  # who stated it
    claimant_id: UUID
    why = models.CharField(max_length=32, blank=True, default="unproven")  # a code of `words.py`
    rules = models.CharField(max_length=16, blank=True, default="")
    probability = models.FloatField(null=True)  # calibrated, where it was computed
    house = models.FloatField(null=True)  # before what people's decisions taught (`lessons.Lesson`); null: the same
    reasons = models.JSONField(default=list)  # of a computed one: [code, weight], nothing personal
    at = models.DateTimeField(default=clock.now)
    decision = models.CharField(max_length=8, blank=True, default="")  # accepted, refused
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)
    handful_id = models.UUIDField(null=True)  # those that were decided with one action

    class Meta:
        db_table = "customers_proposal"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace_id", "identity_id", "claimant_id"], name="customers_proposal_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace_id", "claimant_id"], name="customers_proposal_of"),
            models.Index(fields=["workspace_id", "handful_id"], name="customers_proposal_handful",
                         condition=models.Q(handful_id__isnull=False)),
            models.Index(
                "workspace_id", models.F("at").desc(), name="customers_proposal_open", condition=models.Q(decision="")
            ),
            models.Index(
                "workspace_id", RANK.desc(), models.F("at").desc(),
                models.F("id").desc(), name="customers_proposal_queue", condition=models.Q(decision=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.claimant_id} = {self.identity_id}?"


class Sighting(WorkspaceModel):
    """An identity was named together with another customer's: counted until it goes into quarantine."""

    identity = WorkspaceKey(Identity, related_name="sightings")
    identity_id: UUID
    other = WorkspaceKey(Identity, related_name="seen_with")
    other_id: UUID
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "customers_sighting"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "identity_id", "other_id"], name="customers_sighting_once"),
        ]

    def __str__(self) -> str:
        return f"{self.identity_id} with {self.other_id}"


class Quarantine(WorkspaceModel):
    """An identity that too many customers have: from then on it links nobody, until a person lets it go."""

    identity = WorkspaceKey(Identity, related_name="quarantines")
    identity_id: UUID
    seen = models.IntegerField()  # on how many customers when it was shut in
    rules = models.CharField(max_length=16)
    at = models.DateTimeField(default=clock.now)
    lifted_at = models.DateTimeField(null=True)
    lifted_by_id = models.UUIDField(null=True)

    class Meta:
        db_table = "customers_quarantine"
        indexes: ClassVar = [models.Index("workspace_id", models.F("at").desc(), name="customers_quarantine_latest")]

    def __str__(self) -> str:
        return str(self.identity_id)


class RuleSet(WorkspaceModel):
    """A workspace's changes to the house's rules; the newest is in force, the older ones explain older merges."""

    number = models.IntegerField()
    changes = models.JSONField(default=dict)
    member_id = models.UUIDField(null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        db_table = "customers_rule_set"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace_id", "number"], name="customers_rule_set_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


from nitka.customers.changes import Before, Change  # noqa: E402, F401 - many changed at once
from nitka.customers.companies import Affiliation, CompanyDomain  # noqa: E402, F401 - whom they are with
from nitka.customers.companies import Company as Company  # noqa: E402 - the API has them
from nitka.customers.confirming import Confirmation as Confirmation  # noqa: E402 - what was asked at an address
from nitka.customers.consents import Consent as Consent  # noqa: E402 - what they agreed to
from nitka.customers.consents import Proof as Proof  # noqa: E402
from nitka.customers.consents import Purpose as Purpose  # noqa: E402
from nitka.customers.consents import Wording as Wording  # noqa: E402
from nitka.customers.kept import CustomerView as CustomerView  # noqa: E402
from nitka.customers.known import Attribute as Attribute  # noqa: E402 - what hangs on a customer
from nitka.customers.known import AttributeKind as AttributeKind  # noqa: E402
from nitka.customers.known import AttributeUse as AttributeUse  # noqa: E402
from nitka.customers.known import Note  # noqa: E402, F401
from nitka.customers.known import Removal as Removal  # noqa: E402
from nitka.customers.known import UnknownAttribute as UnknownAttribute  # noqa: E402
from nitka.customers.known import UnknownValue as UnknownValue  # noqa: E402
from nitka.customers.labels import Label as Label  # noqa: E402 - words that they are sorted by
from nitka.customers.labels import Labelling as Labelling  # noqa: E402
from nitka.customers.lessons import Lesson as Lesson  # noqa: E402 - what decisions taught
from nitka.customers.owners import Ownership as Ownership  # noqa: E402 - whose they are
from nitka.customers.projected import Agreement as Agreement  # noqa: E402 - what lists are narrowed and sorted by
from nitka.customers.projected import Membership as Membership  # noqa: E402
from nitka.customers.projected import Stale as Stale  # noqa: E402
from nitka.customers.rounds import Round  # noqa: E402, F401
