"""The page for programmers says what the document says."""

import re
from pathlib import Path

import pytest
from django.test import Client

from nitka.api.reference import markdown

PAGE = Path(__file__).parents[3] / "docs" / "api.md"


@pytest.fixture(scope="module")
def document() -> dict:
    return Client().get("/api/v1/openapi.json").json()


def test_the_page_is_what_the_document_makes_of_it(document: dict) -> None:
    assert PAGE.read_text() == markdown(document), "run: python -m nitka.api.reference > docs/api.md"


def test_every_operation_says_what_it_does_and_each_shape_that_is_named_is_told(document: dict) -> None:
    page = markdown(document)
    rows = re.findall(r"^\| `(?:GET|POST|PUT|PATCH|DELETE) /api/v1/\S+` \| (.*?) \|", page, re.MULTILINE)
    assert len(rows) == sum(len(methods) for methods in document["paths"].values())
    assert all(len(row.split()) > 1 and row[0].isupper() for row in rows), [row for row in rows if len(row.split()) < 2]
    titles = {title.lower() for title in re.findall(r"^### (\w+)$", page, re.MULTILINE)}
    assert set(re.findall(r"\]\(#(\w+)\)", page)) <= titles | {"shapes"}
