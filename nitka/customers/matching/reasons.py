"""Why two are alike, from what Splink says of a pair: a code of `words.reason` and its weight for each comparison."""

from collections.abc import Callable, Mapping
from typing import Any

from nitka.customers.matching.letters import cyrillic
from nitka.customers.matching.spelling import parse

BARELY = 0.05  # what changes the odds by less is not told
RARE = 0.8  # a surname that says so much more than a usual one
Pair = Mapping[str, Any]
Reason = tuple[str, float]


def reasons(pair: Pair) -> list[Reason]:
    """What is alike and what is not; weights are binary logarithms, below zero what speaks against."""
    found: dict[str, float] = {}
    for name, code in _CODES.items():
        if pair[f"gamma_{name}"] >= 0:
            weight = (pair[f"mw_{name}"] or 0.0) + (pair.get(f"mw_tf_adj_{name}") or 0.0)
            said = code(pair)
            found[said] = found.get(said, 0.0) + weight
    return [(code, round(weight, 2)) for code, weight in found.items() if abs(weight) >= BARELY]


def _given(pair: Pair) -> str:
    one, other = parse(pair["written_l"]), parse(pair["written_r"])
    level = pair["gamma_given"]
    if level in (4, 5) and one.layout != other.layout:
        return "name_layout"
    if level == 5 and cyrillic(one.given.written) != cyrillic(other.given.written):
        return "name_translit"
    return ("name_differs", "name_order", "name_typo", "name_typo", "name_diminutive", "name_same",
            "name_initial")[level]  # fmt: skip


def _surname(pair: Pair) -> str:
    level = pair["gamma_surname"]
    if level == 4:
        one, other = parse(pair["written_l"]), parse(pair["written_r"])
        if one.layout == other.layout and cyrillic(one.surname.written) != cyrillic(other.surname.written):
            return "surname_translit"
        return "surname_rare" if (pair["mw_tf_adj_surname"] or 0) > RARE else "surname_same"
    return ("surname_differs", "name_order", "surname_typo", "surname_typo")[level]


def _email(pair: Pair) -> str:
    level = pair["gamma_emails"]
    if level == 3 and not set(pair["mails_l"] or ()) & set(pair["mails_r"] or ()):
        return "email_mailbox"
    return ("email_differs", "email_typo", "email_user_same", "email_same")[level]


def _of(name: str, *codes: str) -> Callable[[Pair], str]:
    return lambda pair: codes[pair[f"gamma_{name}"]]


# In the order of their levels, from "something else" up; as `settings` has them, from below
_CODES: dict[str, Callable[[Pair], str]] = {
    "given": _given,
    "surname": _surname,
    "patronymic": _of("patronymic", "patronymic_differs", "patronymic_typo", "patronymic_same", "patronymic_initial"),
    "phones": _of("phones", "phone_differs", "phone_digits", "phone_digit", "phone_same"),
    "emails": _email,
    "birth": _of("birth", "birth_differs", "birth_typo", "birth_same"),
    "city": _of("city", "city_differs", "city_typo", "city_same"),
    "home": _of("home", "address_differs", "address_street", "address_house", "address_same"),
}
