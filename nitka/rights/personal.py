"""What rights hold of a person: the words of their requests, what they had put right, and copies made for them."""

import shutil

from nitka.kit import blobs
from nitka.kit.context import require_workspace
from nitka.kit.db.bulk import array
from nitka.kit.personal import Part, Person, change, rows
from nitka.rights.models import GOOD_FOR


def _words(person: Person) -> int:
    statement = """update rights_request set words = null where workspace_id = %(workspace)s and words is not null
        and customer_id = any(%(customers)s::uuid[])"""
    return change(statement, {"workspace": require_workspace(), "customers": person.customers})


def _corrections(person: Person) -> int:
    """What was wrong of them, and what it should be."""
    statement = """update rights_correction c set was = null, asked = null, before = null from rights_request r
        where r.workspace_id = c.workspace_id and r.id = c.request_id and c.workspace_id = %(workspace)s
        and (c.was is not null or c.asked is not null or c.before is not null)
        and r.customer_id = any(%(customers)s::uuid[])"""
    return change(statement, {"workspace": require_workspace(), "customers": person.customers})


def _copies(person: Person) -> int:
    """The files that were made for them."""
    values = {"workspace": require_workspace(), "customers": person.customers}
    found = rows(
        """select c.id from rights_copy c join rights_request r
           on r.workspace_id = c.workspace_id and r.id = c.request_id where c.workspace_id = %(workspace)s
           and c.stage <> 'gone' and r.customer_id = any(%(customers)s::uuid[]) for update of c""",
        values,
    )
    for row in found:
        shutil.rmtree(blobs.own(require_workspace(), "rights", row["id"]), ignore_errors=True)
    keys = array(row["id"] for row in found)
    statement = "update rights_copy set stage = 'gone' where workspace_id = %(workspace)s and id = any(%(ids)s::uuid[])"
    return change(statement, values | {"ids": keys})


PART = Part(
    "rights",
    held={"rights_request": "words", "rights_correction": "was asked before", "rights_erasure": "sealed hashes"},
    codes={
        "rights_request": "kind law way state",
        "rights_correction": "field key",
        "rights_entry": "verb detail",
        "rights_erasure": "stage person counts",
        "rights_copy": "stage",
        "rights_habits": "law",
    },
    steps=(_words, _corrections, _copies),
    keeps={"copies": GOOD_FOR, "corrections": None},
)
