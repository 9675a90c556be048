"""What is compared and how, for Splink: the same settings on DuckDB and on Spark.

Everything that needs Python (letters, short forms, keyboards) has become a key in `records`; what is left is `=`,
Levenshtein's distance and what two lists have in common, which both know.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import SettingsCreator, block_on

COMMON = 1e-4  # no name is so rare that one base could tell
Level = Any


def level(condition: str, label: str, tf: str = "") -> Level:
    """A level by a condition that both engines read."""
    made = cll.CustomLevel(condition, label)
    if tf:
        made.configure(tf_adjustment_column=tf, tf_minimum_u_value=COMMON, disable_tf_exact_match_detection=True)
    return made


def comparison(name: str, levels: Sequence[Level]) -> Any:
    """Levels between "not known at one of them" and "something else"."""
    return cl.CustomComparison(output_column_name=name, comparison_levels=[*levels, cll.ElseLevel()])


def unknown(*columns: str) -> Level:
    """Nothing can be said."""
    either = " or ".join(f"{column}_{side} is null" for column in columns for side in "lr")
    return cll.CustomLevel(either, "unknown").configure(is_null_level=True)


def near(column: str, distance: int, shortest: int = 4) -> str:
    """A typo or two in a word that is long enough."""
    return (
        f"length({column}_l) >= {shortest} and length({column}_r) >= {shortest}"
        f" and levenshtein({column}_l, {column}_r) <= {distance}"
    )


def given_name(other: str = "surname") -> Any:
    """A first name: the same, a form of the same, a typo, an initial, the other's surname."""
    short = "(length(given_l) = 1 or length(given_r) = 1)"
    return comparison("given", [
        unknown("given"),
        level(f"{short} and substr(given_l, 1, 1) = substr(given_r, 1, 1)", "initial"),
        level("given_l = given_r", "same", "given"),
        cll.ArrayIntersectLevel("given_forms", 1),
        level(near("given", 1), "typo"),
        level(near("given", 2, 6), "typos"),
        level(f"given_l = {other}_r and {other}_l = given_r", "turned"),
    ])  # fmt: skip


def family_name() -> Any:
    """A surname; that two share a rare one says more."""
    return comparison("surname", [
        unknown("surname"),
        level("surname_l = surname_r", "same", "surname"),
        level(near("surname", 1), "typo"),
        level(near("surname", 2, 6), "typos"),
        level("given_l = surname_r and surname_l = given_r", "turned"),
    ])  # fmt: skip


def word(column: str, distances: Iterable[int] = (1,), shortest: int = 4) -> Any:
    """A column that is the same, differs by so many letters, or differs; the rarer the same one, the more it says."""
    typos = [level(near(column, distance, shortest), f"typo {distance}") for distance in distances]
    return comparison(column, [unknown(column), level(f"{column}_l = {column}_r", "same", column), *typos])


def patronymic() -> Any:
    """A patronymic, whole or as an initial."""
    short = "(length(patronymic_l) = 1 or length(patronymic_r) = 1)"
    return comparison("patronymic", [
        unknown("patronymic"),
        level(f"{short} and substr(patronymic_l, 1, 1) = substr(patronymic_r, 1, 1)", "initial"),
        level("patronymic_l = patronymic_r", "same", "patronymic"),
        level(near("patronymic", 1), "typo"),
    ])  # fmt: skip


def phone() -> Any:
    """Telephones: one in common, or two that differ by a digit."""
    return comparison("phones", [
        unknown("phones"), cll.ArrayIntersectLevel("phones", 1),
        cll.PairwiseStringDistanceFunctionLevel("phones", "levenshtein", 1),
        cll.PairwiseStringDistanceFunctionLevel("phones", "levenshtein", 2),
    ])  # fmt: skip


def email() -> Any:
    """Mailboxes: the same, the same before the @, or a typo away."""
    return comparison("emails", [
        unknown("emails"), cll.ArrayIntersectLevel("emails", 1), cll.ArrayIntersectLevel("users", 1),
        cll.PairwiseStringDistanceFunctionLevel("emails", "levenshtein", 1),
    ])  # fmt: skip


def birth() -> Any:
    """Days of birth; a digit or two swapped ones may be wrong."""
    return comparison("birth", [
        unknown("birth"), level("birth_l = birth_r", "same"), level("levenshtein(birth_l, birth_r) <= 2", "typo")
    ])  # fmt: skip


def home() -> Any:
    """An address: to the flat, to the house, the street."""
    street = "(street_l = street_r or (length(street_l) >= 5 and levenshtein(street_l, street_r) <= 2))"
    return comparison("home", [
        unknown("street"),
        level(f"{street} and house_l = house_r and flat_l = flat_r", "flat"),
        level(f"{street} and house_l = house_r and (flat_l is null or flat_r is null)", "house"),
        level(street, "street"),
    ])  # fmt: skip


Levels = dict[str, list[tuple[float, float]]]  # of each comparison the levels' m and u, in their order


def learnt(levels: Levels, prior: float, dialect: str = "duckdb") -> dict[str, Any]:
    """The settings of one engine with what was learnt of each level."""
    made: dict[str, Any] = settings(probability_two_random_records_match=prior).create_settings_dict(dialect)
    for one in made["comparisons"]:
        told = iter(levels[one["output_column_name"]])
        for part in one["comparison_levels"]:
            if not part.get("is_null_level"):
                part["m_probability"], part["u_probability"] = next(told)
    return made


def settings(**more: Any) -> SettingsCreator:
    """For customers."""
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            given_name(), family_name(), patronymic(), phone(), email(), birth(), word("city", (1,), 5), home()
        ],
        blocking_rules_to_generate_predictions=[block_on("keys", arrays_to_explode=["keys"])],
        additional_columns_to_retain=["written", "mails", "fresh"],
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
        **more,
    )  # fmt: skip
