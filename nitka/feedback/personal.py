# ruff: noqa: S608 - statements are put together of constants
"""What feedback holds of a person: scores and reasons stay, words go."""

from collections.abc import Mapping
from typing import Any

from nitka.kit import clock
from nitka.kit.context import require_workspace
from nitka.kit.personal import Part, Person, Told, change, number, rows

# A rating knows whose it is by contact, or by the conversation it is about.
_RATINGS = """select r.id from feedback_rating r
    where r.workspace_id = %(workspace)s and (r.identity_id = any(%(identities)s::uuid[]) or r.conversation_id in (
      select v.id from conversations_conversation v
      where v.workspace_id = %(workspace)s and v.identity_id = any(%(identities)s::uuid[])))"""
_TASKS = f"""select t.id from feedback_task t
    where t.workspace_id = %(workspace)s
    and (t.identity_id = any(%(identities)s::uuid[]) or t.rating_id in ({_RATINGS}))"""
_BLANK = (
    f"""update feedback_rating set comment = null
        where workspace_id = %(workspace)s and comment is not null and id in ({_RATINGS})""",
    f"""update feedback_revision set comment = null
        where workspace_id = %(workspace)s and comment is not null and rating_id in ({_RATINGS})""",
    f"""update feedback_closure set done = null
        where workspace_id = %(workspace)s and done is not null and task_id in ({_TASKS})""",
    f"""update feedback_event set text = null
        where workspace_id = %(workspace)s and text is not null and task_id in ({_TASKS})""",
    f"""update feedback_task set status = 'done', closed_at = %(now)s
        where workspace_id = %(workspace)s and status = 'open' and id in ({_TASKS})""",
    """update feedback_request set closes_at = %(now)s
        where workspace_id = %(workspace)s and identity_id = any(%(identities)s::uuid[])
        and answered_at is null and closes_at > %(now)s""",
)  # fmt: skip


def _values(person: Person) -> dict[str, Any]:
    return {"workspace": require_workspace(), "identities": person.identities, "now": clock.now()}


def _blank(person: Person) -> int:
    return sum(change(statement, _values(person)) for statement in _BLANK)


def _count(person: Person) -> Mapping[str, int]:
    of = f"select count(*) from ({_RATINGS} and r.comment is not null) q"
    return {"ratings": number(f"select count(*) from ({_RATINGS}) q", _values(person)),
            "comments": number(of, _values(person))}  # fmt: skip


def _tell(person: Person) -> Told:
    values = _values(person)
    ratings = rows(
        f"select scale, score, factors, comment, at, changed_at from feedback_rating where workspace_id = %(workspace)s"
        f" and id in ({_RATINGS}) order by at, id", values,
    )  # fmt: skip
    tasks = rows(
        "select t.number, t.status, t.created_at, t.closed_at, c.done from feedback_task t left join feedback_closure c"
        " on c.workspace_id = t.workspace_id and c.task_id = t.id where t.workspace_id = %(workspace)s"
        f" and t.id in ({_TASKS}) order by t.number, c.at", values,
    )  # fmt: skip
    return Told({"ratings": ratings, "tasks": tasks})


PART = Part(
    "feedback",
    held={
        "feedback_rating": "comment",
        "feedback_revision": "comment",
        "feedback_closure": "done",
        "feedback_event": "text",
    },
    codes={
        "feedback_rating": "scale facts factors",
        "feedback_revision": "factors",
        "feedback_closure": "cause",
        "feedback_event": "kind",
        "feedback_request": "scale facts factors",
        "feedback_rule": "scale factors",
        "feedback_task": "status",
    },
    steps=(_blank,),
    count=_count,
    tell=_tell,
)
