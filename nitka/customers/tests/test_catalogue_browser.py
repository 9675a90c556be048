"""The pages of attributes in a real browser, in four looks: axe finds nothing."""

import pytest

from nitka.customers.actions import Claim, Trait, describe, describe_all, drop_attribute, enter, keep_attribute
from nitka.customers.known import AttributeKind, Removal, UnknownAttribute
from nitka.customers.tests.browsing import uklad
from nitka.kit import clock
from nitka.kit.db.tenancy import in_workspace
from nitka.kit.tests.chromium import chromium
from nitka.segments.tests.factories import of
from nitka.ui.tests.axe import visiting
from nitka.ui.tests.looks import looks

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
HOME = "/w/uklad/settings/attributes/"


@pytest.fixture(scope="module", autouse=True)
def _browser_before_transactions() -> None:
    chromium()


@pytest.fixture
def client():
    workspace, member, made = uklad()
    with in_workspace(workspace.id):
        people = [enter(claims=[Claim("email", f"p{n}@example.org")], name="Анна")[0] for n in range(4)]
        for n, one in enumerate(people):
            describe(customer=one, attributes={"city": "Мытищи", "points": 20 * n, "shoe_size": 40})
            told = (("favourite_room", "кухня"), ("bonus_card", f"4021-{n}"), ("old_id", "7"))
            describe_all([Trait(one.pk, key, value, clock.now()) for key, value in told], origin="c", apart=True)
        city = AttributeKind.objects.get(key="city")
        keep_attribute(kind=city, name="", purpose="Планировать выезды мастеров", owner_id=member.pk, personal=True,
                       keep_days=30, seen_by="managers")  # fmt: skip
        Removal.objects.create(key="city", day=clock.now().date(), customers=17, days=30)
        of("Живут рядом", {"is": "attribute", "key": "city", "op": "known"})
        drop_attribute(key="old_id", member_id=member.pk)
        yield made


@looks(0, 1)
def test_the_catalogue_and_what_waits(client, width, theme, language):
    unknown = UnknownAttribute.objects.get(key="bonus_card")
    kind = AttributeKind.objects.get(key="city")
    with visiting(client, width, theme, language) as visit:
        for path in (HOME, f"{HOME}waiting/{unknown.pk}/", f"{HOME}{kind.pk}/", "/w/uklad/settings/rights/record/"):
            assert visit.judge(path) == []
