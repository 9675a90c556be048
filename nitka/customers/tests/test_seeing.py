"""An attribute for some eyes only is behind no door that others open."""

import json
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client

from nitka.accounts.actions import create_token
from nitka.accounts.models import Role
from nitka.accounts.tests import factories as accounts
from nitka.customers.actions import Claim, Likely, describe, enter, keep_attribute, propose
from nitka.customers.known import Attribute, AttributeKind
from nitka.customers.models import Identity, Proposal
from nitka.imports.models import Import, State
from nitka.kit.db.tenancy import in_workspace

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "ab9417552231"  # no one's passport
SEEN = {Role.AGENT: (), Role.MANAGER: ("managers",), Role.OWNER: ("managers", "administrators")}


class House:
    """A company that keeps a passport of Anna's; `eyes`: for whom it is. `reader`: who looks."""

    def __init__(self, role: str) -> None:
        self.shop = accounts.workspace()
        self.reader = accounts.member(self.shop, role=role)
        self.client = Client()
        self.client.force_login(self.reader.user)
        with in_workspace(self.shop.pk):
            self.anna, _ = enter(claims=[Claim("email", "anna@example.org")], name="Anna")
            self.twin, _ = enter(claims=[Claim("phone", "+79161234567")], name="Anna")
            describe(customer=self.anna, attributes={"passport": SECRET})

    def keep(self, eyes: str) -> None:
        with in_workspace(self.shop.pk):
            kind = AttributeKind.objects.get(key="passport")
            keep_attribute(kind=kind, name="", purpose="", owner_id=None, personal=True, seen_by=eyes)

    def get(self, path: str) -> str:
        return self.client.get(f"/w/{self.shop.slug}/{path}").content.decode()

    def api(self, method: str, path: str, body=None):
        _row, secret = create_token(workspace=self.shop, name="theirs", member=self.reader)
        return Client().generic(method, f"/api/v1/{path}", json.dumps(body) if body else "", "application/json",
                                headers={"Authorization": f"Bearer {secret}"})  # fmt: skip

    def file(self, kind: str) -> str:
        answer = self.client.post(f"/w/{self.shop.slug}/customers/export/", {"kind": kind, "back": "?cols=passport"})
        content = b"".join(answer)
        return ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml").decode() if kind == "xlsx" else str(content)

    def doors(self) -> dict[str, bool]:
        """Door → whether the passport can be read or found through it."""
        return {
            "profile": SECRET in self.get(f"customers/{self.anna.pk}/"),
            "column": SECRET in self.get("customers/?cols=passport"),
            "choice": 'value="passport"' in self.get("customers/"),
            "filter": str(self.anna.pk) in self.get(f"customers/?has=passport%3D{SECRET}"),
            "csv": SECRET in self.file("csv"),
            "xlsx": SECRET in self.file("xlsx"),
            "pair": SECRET in self.get(f"customers/merges/{self.proposal().pk}/"),
            "api list": SECRET in self.api("GET", "customers").content.decode(),
            "api one": SECRET in self.api("GET", f"customers/{self.anna.pk}").content.decode(),
            "writing": self.api("PATCH", f"customers/{self.twin.pk}", {"attributes": {"passport": None}}).status_code == 200,  # noqa: E501
        }  # fmt: skip

    def proposal(self) -> Proposal:
        with in_workspace(self.shop.pk):
            one, other = (Identity.objects.get(customer_id=key).pk for key in (self.anna.pk, self.twin.pk))
            propose([Likely(one, other, 0.7, [])])
            return Proposal.objects.get()


@pytest.mark.parametrize("role", [Role.AGENT, Role.MANAGER, Role.OWNER])
def test_what_is_for_others_eyes_is_behind_no_door(role):
    house = House(role)
    assert all(house.doors().values()), house.doors()
    for eyes in ("managers", "administrators"):
        house.keep(eyes)
        assert set(house.doors().values()) == {eyes in SEEN[role]}, (eyes, house.doors())


def test_a_program_of_the_company_sees_everything():
    house = House(Role.AGENT)
    house.keep("administrators")
    _row, secret = create_token(workspace=house.shop, name="ours")
    answer = Client().get(f"/api/v1/customers/{house.anna.pk}", headers={"Authorization": f"Bearer {secret}"})
    assert answer.json()["attributes"] == {"passport": SECRET}


def test_nobody_asks_by_a_segment_for_what_they_do_not_see():
    house = House(Role.MANAGER)
    asked = {"all": [{"is": "attribute", "key": "passport", "op": "is", "value": SECRET}]}
    fields = {"n.is": "all", "n.0.is": "attribute", "n.0.key": "passport", "n.0.op": "is", "n.0.value": SECRET}

    def built(**more):
        return house.client.post(f"/w/{house.shop.slug}/segments/new/", fields | more).content.decode()

    assert house.api("POST", "segments/preview", {"definition": asked}).json()["count"] == 1
    assert "Anna" in built()
    assert 'value="passport"' in built(**{"n.0.key": "city"})
    house.keep("administrators")
    assert house.api("POST", "segments/preview", {"definition": asked}).status_code == 422
    assert house.api("POST", "segments", {"name": "A", "definition": asked}).status_code == 422
    assert "Anna" not in built()
    assert "Anna" not in built(do="save", name="A")
    assert 'value="passport"' not in built(**{"n.0.key": "city"})
    house.keep("managers")
    assert house.api("POST", "segments", {"name": "A", "definition": asked}).status_code == 201


def test_many_at_once_are_not_written_over_by_who_does_not_see_it():
    house = House(Role.AGENT)
    house.keep("managers")
    fields = {"do": "attribute", "key": "passport", "value": "", "customer": str(house.anna.pk), "back": ""}
    assert house.client.post(f"/w/{house.shop.slug}/customers/bulk/", fields).status_code == 422
    with in_workspace(house.shop.pk):
        assert Attribute.objects.get().value == SECRET


def test_a_trial_of_a_file_shows_no_value_to_who_does_not_see_it():
    house = House(Role.MANAGER)
    lines = [{"key": "passport", "was": SECRET, "now": "x"}]
    with in_workspace(house.shop.pk):
        made = Import.objects.create(
            member_id=house.reader.pk, name="a.csv", size=1, state=State.TRIED, mapping=["own:passport"],
            columns=["Passport"], guessed=["own:passport"], total=1, row=1,
            sample=[{"customer": str(house.anna.pk), "name": "Anna", "by": "email", "row": 1, "lines": lines}],
            counts={"changed": 1},
        )  # fmt: skip
    assert SECRET in house.get(f"customers/imports/{made.pk}/")
    house.keep("administrators")
    assert SECRET not in house.get(f"customers/imports/{made.pk}/")
