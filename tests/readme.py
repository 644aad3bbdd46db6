"""The parts of README.md that the code writes: `python -m tests.readme` renews them, a test holds them equal."""

from __future__ import annotations

import re
from pathlib import Path

from server.protocol_doc import protocol_markdown
from server.settings_io import markdown_table

README = Path(__file__).parents[1] / "README.md"


def generated() -> dict[str, str]:
    """Section name to Markdown, as the code has it now."""
    return {"protocol": protocol_markdown().strip(), "settings": markdown_table().strip()}


def section(text: str, name: str) -> str:
    """What stands between the section's two markers."""
    found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", text, re.DOTALL)
    assert found is not None, f"README.md has no markers for {name}"
    return found.group(1).strip()


def renewed(text: str) -> str:
    """The README with its generated sections renewed."""
    for name, markdown in generated().items():
        before, _, rest = text.partition(f"<!-- {name} -->\n")
        after = rest.partition(f"<!-- /{name} -->")[2]
        text = f"{before}<!-- {name} -->\n{markdown}\n<!-- /{name} -->{after}"
    return text


if __name__ == "__main__":
    README.write_text(renewed(README.read_text("utf-8")), "utf-8")
