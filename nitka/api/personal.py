"""What the API holds of a person: answers kept for a repeat of a request."""

from nitka.api.repeats import KEPT
from nitka.kit.context import require_workspace
from nitka.kit.personal import Part, Person, change

_FORGET = """delete from api_answer where workspace_id = %(workspace)s and (body is null or exists (
    select from unnest(%(marks)s::text[]) v where strpos(lower(body), v) > 0))"""


def _answers(person: Person) -> int:
    """Those that name them or any of their rows; and those under way, which may."""
    marks = [str(key) for key in (*person.customer_ids, *person.identity_ids)]
    marks += [value.lower() for _kind, value in person.values if len(value) > 4]
    return change(_FORGET, {"workspace": require_workspace(), "marks": marks})


PART = Part(
    "api", held={"api_answer": "key body"}, codes={"api_answer": "request"}, steps=(_answers,),
    keeps={"answers": KEPT},
)
