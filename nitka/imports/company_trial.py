"""What a trial of companies came across in earlier chunks, which were rolled back: whom it would know, and whose parts
have to be found yet. A file of companies has an end (`company_columns.MOST`), so it fits into memory."""

from dataclasses import dataclass, field

from nitka.customers.queries import domain_of
from nitka.imports.companies import Became
from nitka.imports.company_columns import CompanyRow


@dataclass(slots=True)
class Trial:
    """Names, domains and numbers of all rows so far."""

    numbers: set[str] = field(default_factory=set)
    domains: set[str] = field(default_factory=set)
    names: dict[str, bool] = field(default_factory=dict)  # name → whether who bears it has a number
    waiting: list[tuple[CompanyRow, bool]] = field(default_factory=list)  # and whether all its cells could be read
    made: int = 0  # companies that would be there by now

    def knows(self, row: CompanyRow) -> bool:
        """Whether an earlier chunk made it."""
        named = row.name.lower()
        return (
            row.external in self.numbers or any(domain in self.domains for domain in row.domains)
            or (named in self.names and not (row.external and self.names[named]))
        )  # fmt: skip

    def adds(self, row: CompanyRow) -> bool:
        """Whether it says something of a company that earlier rows did not say."""
        return any(domain not in self.domains for domain in row.domains) or (
            bool(row.name) and row.name.lower() not in self.names
        )

    def remember(self, became: Became) -> None:
        """It is there from now on."""
        row = became.row
        if row.external:
            self.numbers.add(row.external)
        self.domains.update(row.domains)
        for name in {row.name.lower(), became.name.lower()} - {""}:
            self.names[name] = self.names.get(name, False) or bool(row.external)

    def names_one(self, text: str) -> bool:
        """Whether a number, domain or name is that of a row."""
        return text in self.numbers or domain_of(text) in self.domains or text.lower() in self.names
