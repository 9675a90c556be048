import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from nitka.accounts.tests import factories as accounts
from nitka.kit.db.tenancy import in_workspace
from nitka.segments.definition import WrongDefinition, read
from nitka.segments.definition.called import Called
from nitka.segments.definition.names import attributes, named
from nitka.segments.definition.read import written
from nitka.segments.definition.words import said


def wrong(definition):
    with pytest.raises(WrongDefinition) as problem:
        read(definition)
    return problem.value.fields


def test_a_definition_is_written_as_it_was_read():
    given_ = {"all": [{"is": "moment", "kinds": ["order.placed"], "at_least": 2, "days": 90},
                      {"any": [{"is": "attribute", "key": "city", "value": ["Мытищи"]},
                               {"none": [{"is": "contact", "kind": "email"}]}]}]}  # fmt: skip
    assert written(read({"version": 1, **given_})) == given_


def test_a_companys_facts_are_kept_with_what_goes_with_them():
    role = {"fact": "role", "op": "contains", "value": "директор"}
    spent = {"fact": "spent", "op": "at_least", "value": 5000, "currency": "RUB"}
    given_ = {"all": [{"is": "company", "where": [role, spent]}]}
    assert written(read(given_)) == given_
    assert named(read(given_)) == ["company", "customer"]
    assert named(read({"all": [{"is": "company", "where": [role]}]})) == ["customer"]
    facts = [{"fact": "people", "value": 3}, {"fact": "name", "value": "Тепло"}]
    short = read({"all": [{"is": "company", "where": facts}]})
    assert [fact["op"] for fact in short.parts[0]["where"]] == ["at_least", "is"]


@pytest.mark.parametrize(
    ("fact", "path"),
    [({"fact": "role", "op": "at_least", "value": 1}, "op"), ({"fact": "spent", "value": 1}, "currency"),
     ({"fact": "people", "op": "is", "value": 1}, "op"), ({"fact": "people", "value": "много"}, "value"),
     ({"fact": "secret", "value": 1}, ""), ({"fact": "name"}, "")],
    ids=lambda one: str(one)[:40],
)  # fmt: skip
def test_a_companys_fact_that_cannot_be_is_refused(fact, path):
    (said,) = wrong({"all": [{"is": "company", "where": [fact]}]})
    assert said.startswith(f"all.0.where{'.' if path else ''}{path}")


def test_what_is_wrong_is_named_by_where_it_stands():
    said = wrong({"all": [{"is": "moment", "kinds": [], "days": -1}, {"any": [{"is": "money", "at_least": 5}]}]})
    assert set(said) == {"all.0.kinds", "all.0.days", "all.1.any.0.currency"}


@pytest.mark.parametrize(
    "definition",
    [None, [], "x", {}, {"all": {}}, {"all": []}, {"all": [1]}, {"all": [{}]}, {"version": 2, "all": []},
     {"all": [{"is": []}]}, {"all": [{"is": "moment"}], "any": []}, {"all": [{"is": "field", "key": "secret"}]},
     {"all": [{"is": "segment", "segment": "1; drop table"}]}, {"all": [{"is": "moment", "kinds": ["a'b"]}]},
     {"all": [{"is": "rating", "at_least": 1, "at_most": 2}]}, {"all": [{"is": "contact", "kind": "email", "x": 1}]}],
    ids=str,
)  # fmt: skip
def test_nonsense_is_refused(definition):
    assert wrong(definition)


def test_groups_are_nested_only_so_deep():
    deep = {"is": "contact", "kind": "email"}
    for _ in range(6):
        deep = {"all": [deep]}
    with translation.override("en"):
        assert any("deep" in said for said in wrong(deep).values())


def test_a_definition_names_what_may_change_it():
    tree = read({"all": [{"is": "rating", "at_most": 3, "since": {"kinds": ["order.placed"], "times": 2, "days": 90}},
                         {"is": "attribute", "key": "city", "value": "Мытищи"},
                         {"is": "field", "key": "last", "op": "not_within", "days": 60}]})  # fmt: skip
    assert named(tree) == ["customer", "moment", "moment:order.placed", "moment:rating"]
    assert attributes(tree) == {"city"}


@pytest.mark.django_db
@pytest.mark.parametrize(("times", "ru", "en"), [
    (1, "после события «Заказ оформлен» за 90 дней", "after the first “Order placed” in 90 days"),
    (2, "после 2 событий «Заказ оформлен» за 90 дней", "after “Order placed” 2 times in 90 days"),
])  # fmt: skip
def test_since_when_a_rating_counts_is_said_as_people_say_it(times, ru, en):
    tree = read({"all": [
        {"is": "rating", "at_most": 3, "since": {"kinds": ["order.placed"], "times": times, "days": 90}},
    ]})  # fmt: skip
    with in_workspace(accounts.workspace().pk):
        for language, wanted in (("ru", ru), ("en", en)):
            with translation.override(language):
                assert wanted in said(tree, Called())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda deeper: st.lists(deeper, max_size=4)
    | st.dictionaries(st.sampled_from(["all", "any", "none", "is", "kinds", "days", "value", "key", "op", "version"]),
                      deeper | st.sampled_from(["moment", "attribute", "field", "money"]), max_size=4),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_whatever_comes_is_read_or_refused_in_words(given_):
    try:
        tree = read(given_)
    except WrongDefinition:
        return
    assert read(written(tree)) == tree
