"""What customers tell the floors above."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class CustomersMerged:
    """Pairs of customers became one, or became two again (`undone`): three lists of the same length."""

    merge_ids: list[UUID]
    into_ids: list[UUID]
    from_ids: list[UUID]
    undone: bool = False


@dataclass(frozen=True)
class CustomersMade:
    """Customers whom nobody knew before."""

    customer_ids: list[UUID]


@dataclass(frozen=True)
class CustomersChanged:
    """Names or identities of customers changed."""

    customer_ids: list[UUID]


@dataclass(frozen=True)
class LabelsChanged:
    """Customers put labels on (`on`) or off: three lists of the same length."""

    customer_ids: list[UUID]
    label_ids: list[UUID]
    on: list[bool]


@dataclass(frozen=True)
class OwnersChanged:
    """Customers are another member's now, or nobody's."""

    customer_ids: list[UUID]


@dataclass(frozen=True)
class CompaniesChanged:
    """What companies are called or which domains they have changed; with `sums`, what their people are together."""

    company_ids: list[UUID]
    sums: bool = False


@dataclass(frozen=True)
class CompaniesStood:
    """Anything that is known of companies themselves may be something else: who is with them, what those are together,
    their names, owners, domains; whether they are there."""

    company_ids: list[UUID]


@dataclass(frozen=True)
class AgreementsChanged:
    """Customers stand otherwise on a purpose, as lists have it (`projected.Agreement`)."""

    customer_ids: list[UUID]


@dataclass(frozen=True)
class CompaniesJoined:
    """Customers came to a company or left one, as lists have it (`projected.Membership`)."""

    customer_ids: list[UUID]


@dataclass(frozen=True)
class AttributesForgotten:
    """What was said by these keys until then is kept no more: copies of it go too. Lists of the same length."""

    keys: list[str]
    until: list[datetime]


@dataclass(frozen=True)
class IdentitiesLearnt:
    """Identities nobody knew, or that are surer than they were; their customers may be new."""

    identity_ids: list[UUID]


@dataclass(frozen=True)
class ConsentsNoted:
    """Lines of the journal of what customers agreed to."""

    consent_ids: list[UUID]


@dataclass(frozen=True)
class ConsentsAsked:
    """Lines of the journal that wait for whoever reads at their addresses to say yes."""

    consent_ids: list[UUID]


@dataclass(frozen=True)
class IdentitiesQuarantined:
    """Too many customers have these; they link nobody from now on."""

    identity_ids: list[UUID]
