"""What is no password, however long it is."""

import pytest
from django.core.exceptions import ValidationError

from nitka.accounts.passwords import NotObvious
from nitka.accounts.tests import factories as accounts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("bad", ["nitka2026!!", "НИТКА-12345", "12Uklad345", "Smart-2026", "УКЛАД_2026"])
def test_the_companys_name_with_a_few_signs_is_no_password(bad: str):
    user = accounts.member(accounts.workspace(name="Уклад Smart", slug="uklad")).user
    with pytest.raises(ValidationError) as raised:
        NotObvious().validate(bad, user)
    assert raised.value.code == "password_obvious"


@pytest.mark.parametrize("good", ["клубок-узел-7", "nitka is what my cat runs after", "uklad-demo-2026"])
def test_a_name_within_a_sentence_is_none(good: str):
    user = accounts.member(accounts.workspace(name="Уклад", slug="uklad")).user
    NotObvious().validate(good, user)


def test_who_has_no_company_yet_has_our_name_to_avoid():
    with pytest.raises(ValidationError):
        NotObvious().validate("nitka12345", None)
