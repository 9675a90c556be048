"""Fields of Bitrix24 that a company made: what they are called, and what stands in them."""

from nitka.moving.contract import Json
from nitka.moving.programs.reading import key, line, listed, text

_MADE = "UF_"
_MOST = 200
_KEPT = ("string", "double", "integer", "boolean", "date", "datetime", "enumeration", "url", "address", "money")


def own_fields(told: object) -> Json:
    """Code → [name, sort, {number of an answer: the answer}], of `crm.contact.fields`."""
    found: Json = {}
    for code, field in list(told.items())[:2000] if isinstance(told, dict) else ():
        sort = text(field, "type")
        if str(code).startswith(_MADE) and sort in _KEPT and len(found) < _MOST:
            name = line(field, "listLabel") or line(field, "formLabel") or line(field, "title")
            answers = {key(one, "ID"): line(one, "VALUE") for one in listed(field, "items")}
            found[str(code)] = [name, sort, answers]
    return found


def own_of(row: Json, fields: Json) -> Json:
    """What a contact has in them, by their names."""
    found: Json = {}
    for code, (name, sort, answers) in fields.items():
        given = row.get(code)
        many = given if isinstance(given, list) else [given]
        said = [one for each in many if (one := _said({"": each}, sort, answers)) not in ("", None)]
        if name and said:
            found[name] = said if isinstance(given, list) and len(said) > 1 else said[0]
    return found


def _said(of: Json, sort: str, answers: Json) -> object:
    if sort == "boolean":
        return {"1": True, "Y": True, "0": False, "N": False, "True": True}.get(str(of[""]))
    plain = text(of, "", most=2000)
    if sort == "enumeration":
        return answers.get(plain, "")
    if sort == "money":  # 1000|RUB
        return plain.replace("|", " ")
    return plain[:10] if sort in ("date", "datetime") else plain
