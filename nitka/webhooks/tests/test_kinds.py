import json
import re
from pathlib import Path

import pytest

from nitka.api.rows import told
from nitka.api.schemas.companies import CompanyRow
from nitka.api.schemas.consents import ConsentRow
from nitka.api.schemas.conversations import ConversationRow, MessageRow, RatingRow
from nitka.api.schemas.customers import CustomerRow
from nitka.api.schemas.merges import MergeRow
from nitka.kit.ids import uuid7
from nitka.webhooks.kinds import KINDS

SCHEMAS = {
    "customer": CustomerRow, "conversation": ConversationRow, "message": MessageRow, "rating": RatingRow,
    "merge": MergeRow, "consent": ConsentRow, "company": CompanyRow,
}  # fmt: skip
DOCUMENT = Path(__file__).parents[3] / "docs" / "webhooks.md"


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_an_example_is_what_the_api_would_answer(kind):
    for noun, row in kind.example.items():
        if noun in SCHEMAS and isinstance(row, dict):
            schema = SCHEMAS[noun]
            assert schema.model_validate(row).model_dump(mode="json", by_alias=True) == row


@pytest.mark.django_db
@pytest.mark.parametrize("noun", sorted({kind.noun for kind in KINDS.values()}))
def test_what_is_not_there_is_left_out(noun):
    from nitka.accounts.tests.factories import workspace
    from nitka.kit.db.tenancy import in_workspace

    with in_workspace(workspace().id):
        assert told(noun, [uuid7()]) == {}


def test_the_document_names_every_event_with_its_example():
    text = DOCUMENT.read_text()
    blocks = [json.loads(one) for one in re.findall(r"```json\n(.*?)```", text, re.DOTALL)]
    found = {one["type"]: one["data"] for one in blocks if "type" in one}
    assert found == {name: kind.example for name, kind in KINDS.items()}
