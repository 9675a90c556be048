"""Before a merge: who the two become, where they differ, which value wins and why. Reads only."""

from collections import Counter
from dataclasses import dataclass

from nitka.customers.actions.journal import said
from nitka.customers.models import Customer, Identity
from nitka.customers.queries import are_apart, rules_in_force
from nitka.customers.rules import Had, too_many
from nitka.customers.survivors import COLUMNS, Said, choose, why


@dataclass(frozen=True, slots=True)
class Field:
    """One field at both, and what it becomes."""

    name: str
    first: Said | None
    second: Said | None
    becomes: Said | None
    why: str  # a code of `words.survived`

    @property
    def conflict(self) -> bool:
        """Both say something, and not the same."""
        return self.first is not None and self.second is not None and self.first.text != self.second.text


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do."""

    fields: list[Field]
    identities: dict[str, tuple[list[Identity], list[Identity]]]  # kind → those of the one and of the other
    too_many: str  # a kind of which one person has not so many; "" when there is none
    apart: bool  # somebody said that the two are not one


def preview(into: Customer, source: Customer) -> Preview:
    """What `merge(into=, source=)` would make of the two. Five statements."""
    values = said([into.pk, source.pk])
    of: dict[str, tuple[list[Identity], list[Identity]]] = {}
    for one in Identity.objects.filter(customer_id__in=[into.pk, source.pk]).order_by("id"):
        of.setdefault(one.kind, ([], []))[one.customer_id != into.pk].append(one)
    counts = [Had(Counter({kind: len(sides[n]) for kind, sides in of.items()})) for n in (0, 1)]
    names = [*COLUMNS, *sorted((values[into.pk].keys() | values[source.pk].keys()) - set(COLUMNS))]
    return Preview(
        fields=[_field(name, values[into.pk].get(name, []), values[source.pk].get(name, [])) for name in names],
        identities=of,
        too_many=too_many(rules_in_force(), *counts),
        apart=are_apart(into.pk, source.pk),
    )


def _field(name: str, first: list[Said], second: list[Said]) -> Field:
    becomes = choose([*first, *second])
    reason = why(becomes, [*first, *second]) if becomes else "only"
    return Field(name, choose(first), choose(second), becomes, reason)
