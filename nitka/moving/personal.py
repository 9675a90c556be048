"""What a move holds of a person: their number in the other program. Answers of programs are not kept."""

from nitka.kit.context import require_workspace
from nitka.kit.personal import Part, Person, change
from nitka.moving.working import KEPT

_KNOWN = """delete from moving_known where workspace_id = %(workspace)s and (
    (kind = 'customer' and ours = any(%(identities)s::uuid[]))
    or (kind = 'talk' and ours in (select id from conversations_conversation
        where workspace_id = %(workspace)s and identity_id = any(%(identities)s::uuid[])))
    or (kind = 'deal' and ours in (select id from moments_moment
        where workspace_id = %(workspace)s and identity_id = any(%(identities)s::uuid[]))))"""


def _erase(person: Person) -> int:
    """From then on the program's number leads to nobody: brought again, they are somebody new."""
    return change(_KNOWN, {"workspace": require_workspace(), "identities": person.identities})


PART = Part(
    "moving",
    held={"moving_known": "external"},
    codes={
        "moving_known": "source kind",
        "moving_moving": "program source given sealed who state reason found wanted part cursor counts",
        "moving_trouble": "part external reason",
    },
    steps=(_erase,),
    keeps={"keys": KEPT},
)
