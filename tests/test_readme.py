"""The README tells the truth about settings and protocol, because the code writes those parts."""

import pytest

from tests.readme import README, generated, section


@pytest.mark.parametrize("name", ["settings", "protocol"])
def test_a_generated_section_is_what_the_code_says(name: str) -> None:
    """Renew it with `python -m tests.readme`."""
    assert section(README.read_text("utf-8"), name) == generated()[name]
