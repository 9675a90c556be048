"""Parts of text messages."""

import pytest

from nitka.kit import sms


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", 0), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3),
        ("я" * 70, 1), ("я" * 71, 2), ("я" * 134, 2), ("я" * 135, 3),
        ("a" * 69 + "я", 1), ("a" * 70 + "я", 2),
        ("€" * 80, 1), ("€" * 81, 2),
        ("🚀" * 35, 1), ("🚀" * 36, 2),
    ],
)  # fmt: skip
def test_a_text_is_as_many_parts_as_operators_count(text, parts):
    assert sms.parts(text) == parts
