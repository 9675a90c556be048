"""A contract of ours for import-linter: other modules come in by the doors (DESIGN.md, "Rooms")."""

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class Rooms(Contract):
    """`modules` are entered by `doors`, or by `more` of one module; only `everywhere` goes where it likes."""

    type_name = "rooms"

    modules = fields.ListField(subfield=fields.StringField())
    doors = fields.ListField(subfield=fields.StringField())
    more = fields.ListField(subfield=fields.StringField())
    everywhere = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Every import from one module into a private room of another breaks it."""
        found = [pair for importer in sorted(graph.modules) for pair in self._entries(graph, importer)]
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name who entered where."""
        for importer, imported in check.metadata["found"]:
            output.print_error(f"{importer} enters {imported}, which is no door.")

    def _entries(self, graph: ImportGraph, importer: str) -> list[tuple[str, str]]:
        own = [*importer.split("."), ""][1]
        if own in ("", *self.everywhere) or "tests" in importer.split("."):  # type: ignore[misc]
            return []
        targets = sorted(graph.find_modules_directly_imported_by(importer))
        return [(importer, name) for name in targets if self._is_private(own, name.split(".")[1:3])]

    def _is_private(self, own: str, where: list[str]) -> bool:
        if len(where) < 2 or where[0] == own or where[0] not in self.modules:  # type: ignore[operator]
            return False
        return where[1] not in self.doors and ".".join(where) not in self.more  # type: ignore[operator]
