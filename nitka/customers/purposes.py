"""Reads of a company's purposes."""

from collections.abc import Collection

from nitka.customers.consents import HOUSE, Purpose


def purposes_by_code(codes: Collection[str]) -> dict[str, Purpose]:
    """Code → purpose; one of the house's that nobody has used yet is named too. Others are absent."""
    if not codes:
        return {}
    house = {code: Purpose(code=code, names=HOUSE[code][0]) for code in codes if code in HOUSE}
    return house | {row.code: row for row in Purpose.objects.filter(code__in=codes)}
