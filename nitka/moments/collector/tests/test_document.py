"""Whatever the document allows or forbids, each door of events answers as the document says."""

import base64
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth

from nitka.inbound.models import Quarantine
from nitka.kit.asgi.rates import Rate
from nitka.kit.db.tenancy import in_workspace
from nitka.moments.collector import doors
from nitka.moments.collector.tests.factories import digest_all
from nitka.moments.hooks import verbs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "collector.openapi.yaml"
SCHEMA = schemathesis.openapi.from_path(DOCUMENT)
OPERATIONS = {f"{one.method.upper()} {one.path}": one for one in (found.ok() for found in SCHEMA.get_all_operations())}
OPEN = {"POST /v1/m", "POST /hooks/{id}", "GET /v1/projects/{writeKey}/settings"}  # without a key in the head
CALM = settings(
    max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)


@pytest.fixture
def hook(company) -> UUID:
    with in_workspace(company.id):
        made = verbs.create_hook(workspace=company, name="Касса")
        verbs.change_mapping(hook=made, text='always\nevent: "Order Completed"\nemail: $.email\ntotal: $.total')
        verbs.switch_hook(hook=made, on=True)
    return made.pk


@pytest.fixture(autouse=True)
def calm(monkeypatch) -> None:
    monkeypatch.setattr(doors, "RATE", Rate(1e9, 1e9))


def test_the_document_names_every_door():
    told = {path.rsplit("/", 1)[1] for name in OPERATIONS for path in [name.split()[1]] if path.startswith("/v1/")}
    assert set(doors.DOORS) - told == {"import"}  # an old name of Segment's for a batch
    assert {"GET /v1/projects/{writeKey}/settings", "GET /sourceConfig/", "POST /beacon/v1/batch"} <= set(OPERATIONS)
    assert "POST /hooks/{id}" in OPERATIONS


@pytest.mark.parametrize(("name", "mode"), [
    *((name, GenerationMode.POSITIVE) for name in OPERATIONS),
    *((name, GenerationMode.NEGATIVE) for name in sorted(set(OPERATIONS) - OPEN)),  # an open door takes whatever comes
])  # fmt: skip
def test_a_door_answers_as_the_document_says(site, source, hook, name, mode):
    answers: set[int] = set()

    @CALM
    @given(case=OPERATIONS[name].as_strategy(generation_mode=mode))
    def holds(case: Case) -> None:
        answers.update(asked(case, site, source.key, hook))

    holds()
    assert mode is GenerationMode.NEGATIVE or 200 in answers
    digest_all()
    assert not Quarantine.objects.exists()


def asked(case: Case, site: str, key: str, hook: UUID) -> Iterator[int]:
    """Once as it was made, once at an address that there is."""
    head = {**(case.headers or {}), "Authorization": f"Basic {base64.b64encode(f'{key}:'.encode()).decode()}"}
    own = {name: {"writeKey": key, "id": str(hook)}[name] for name in case.path_parameters or {}}
    for path in ([case.path_parameters, own] if own else [case.path_parameters]):
        case.path_parameters = path
        response = case.call(base_url=site, headers=head)
        case.validate_response(response, excluded_checks=[ignored_auth])
        yield response.status_code


@pytest.mark.parametrize("name", sorted(set(OPERATIONS) - OPEN))
def test_without_a_key_a_door_says_so(stranger, name):
    method, path = name.split()
    answer = stranger.request(method, path, json={"batch": []} if method == "POST" else None)
    assert (answer.status_code, set(answer.json())) == (401, {"code", "message"})
