"""What rights hold of a person: the words of their requests."""

from nitka.kit.context import require_workspace
from nitka.kit.personal import Part, Person, change


def _words(person: Person) -> int:
    statement = """update rights_request set words = null where workspace_id = %(workspace)s and words is not null
        and customer_id = any(%(customers)s::uuid[])"""
    return change(statement, {"workspace": require_workspace(), "customers": person.customers})


PART = Part(
    "rights",
    held={"rights_request": "words", "rights_erasure": "sealed hashes"},
    codes={
        "rights_request": "kind law way state",
        "rights_entry": "verb detail",
        "rights_erasure": "stage person counts",
        "rights_habits": "law",
    },
    steps=(_words,),
)
