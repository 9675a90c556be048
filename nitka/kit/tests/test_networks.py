"""Networks of the company's own, as the operator names them."""

import pytest

from nitka.kit import config


def test_they_are_set_apart_by_commas_and_may_be_none() -> None:
    assert config.networks(" 10.0.0.0/8, fd00::/8,") == ["10.0.0.0/8", "fd00::/8"]
    assert config.networks("") == []


@pytest.mark.parametrize("text", ["10.0.0.0/33", "intranet", "10.0.0.0/8 192.168.0.0/16"])
def test_what_is_none_is_said_in_a_sentence(text: str) -> None:
    with pytest.raises(config.ConfigError, match="is no network: write"):
        config.networks(text)
