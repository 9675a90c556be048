import pytest
from hypothesis import given
from hypothesis import strategies as st

from nitka.customers.rules import DEFAULT, Had, Side, blocked, decide, in_force, may_join, rank, too_shared

NOBODY = Had()
CALLER, MAILER = Side("phone", "+79161234567", True), Side("email", "a@b.org", True)
MEMBER = Side("user", "2", True)


@pytest.mark.parametrize(("kind", "value", "why"), [
    ("user", "null", "nothing"), ("user", "undefined", "nothing"), ("user", "Anonymous", "nothing"),
    ("user", "d41d8cd98f00b204e9800998ecf8427e", "nothing"),
    ("user", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "nothing"),
    ("user", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855", "nothing"),
    ("device", "00000000-0000-0000-0000-000000000000", "nothing"), ("device", "0000-0000", "repeated"),
    ("email", "noreply@shop.example", "role"), ("email", "test@shop.example", "role"),
    ("email", "info@a.example", "role"),
    ("email", "support+7@a.example", "role"), ("email", "anna@sbеrbank.ru", "disguised"),
    ("email", "a@b.invalid", "nothing"),
    ("phone", "+79999999999", "repeated"), ("phone", "+71111111111", "repeated"), ("phone", "+79161234567", ""),
    ("phone", "+74951234567;ext=1", ""), ("email", "anna@example.org", ""), ("user", "42", ""), ("user", "7", ""),
])  # fmt: skip
def test_what_is_nobodys_is_blocked(kind, value, why):
    assert blocked(DEFAULT, kind, value) == why


def test_two_proven_identities_make_one():
    decision = decide(DEFAULT, CALLER, MAILER, NOBODY, NOBODY, apart=False)
    assert (decision.do, decision.why) == ("merge", "together")


@pytest.mark.parametrize(("one", "other", "first", "second", "apart", "do", "why"), [
    (Side("phone", "+79161234567", False), MAILER, {}, {}, False, "propose", "unproven"),
    (Side("phone", "+79161234567", True, True), MAILER, {}, {}, False, "nothing", "quarantined"),
    (CALLER, Side("email", "info@b.org", True), {}, {}, False, "nothing", "role"),
    (CALLER, MAILER, {}, {}, True, "nothing", "apart"),
    (Side("visitor", "v", True), MEMBER, {"user": 1}, {"user": 1}, False, "nothing", "many:user"),
    (CALLER, MEMBER, {"user": 1}, {"user": 1}, False, "propose", "many:user"),
    (CALLER, MAILER, {"email": 1}, {"email": 1}, False, "propose", "weaker"),
    (MEMBER, MAILER, {"email": 1, "user": 1}, {"email": 1}, False, "merge", "together"),
])  # fmt: skip
def test_what_is_not_sure_is_asked_or_left(one, other, first, second, apart, do, why):
    for sides in ((one, other, Had(first), Had(second)), (other, one, Had(second), Had(first))):
        decision = decide(DEFAULT, *sides, apart=apart)
        assert (decision.do, decision.why) == (do, why)


KINDS = st.sampled_from(sorted(DEFAULT.kinds))
SIDES = st.builds(Side, KINDS, st.sampled_from(("null", "42", "a@b.org", "+79161234567")), st.booleans(), st.booleans())
COUNTS = st.builds(Had, st.dictionaries(KINDS, st.integers(0, 60)))


@given(SIDES, SIDES, COUNTS, COUNTS, st.booleans())
def test_no_rule_crosses_what_forbids_it_whichever_side_comes_first(one, other, first, second, apart):
    decision = decide(DEFAULT, one, other, first, second, apart=apart)
    assert decision == decide(DEFAULT, other, one, second, first, apart=apart)
    if decision.do == "merge":
        assert not apart
        assert all(side.proven and not side.quarantined for side in (one, other))
        assert not any(blocked(DEFAULT, side.kind, side.value) for side in (one, other))
        for kind, rule in DEFAULT.kinds.items():
            both = first.counts.get(kind, 0) + second.counts.get(kind, 0)
            assert rule.most is None or both <= rule.most or not both


@given(KINDS, st.integers(0, 100), COUNTS)
def test_nobody_gets_more_of_a_kind_than_the_rules_say(kind, by, had):
    if not may_join(DEFAULT, kind, "42", by, had):
        most = DEFAULT.of(kind).most
        assert most is None or had.counts.get(kind, 0) < most


def test_a_workspace_may_lay_changes_over_the_rules():
    rules = in_force({"kinds": {"phone": {"shared": 9, "unheard": 1}, "pet": {"most": 1}}, "blocked": ["Касса"],
                      "roles": ["kassa"], "people": ["info"]}, 3)  # fmt: skip
    assert rules.version == "1.3"
    assert (rules.of("phone").shared, rules.of("phone").most) == (9, DEFAULT.of("phone").most)
    assert rules.of("pet").most == 1
    assert blocked(rules, "user", "касса") == "nothing"
    assert blocked(rules, "email", "kassa@a.example") == "role"
    assert blocked(rules, "email", "info@a.example") == ""
    assert DEFAULT.version == "1"


def test_the_worthier_stays_and_too_many_shut_in():
    assert rank(DEFAULT, {"visitor": 9}) < rank(DEFAULT, {"email": 1}) < rank(DEFAULT, {"user": 1})
    assert rank(DEFAULT, {}) == 0
    assert not too_shared(DEFAULT, "phone", 3)
    assert too_shared(DEFAULT, "phone", 4)
