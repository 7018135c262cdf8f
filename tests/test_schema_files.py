"""The files of the schemas: how they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.format_schemas import WIDTH, formatted

SCHEMAS = Path(__file__).parents[1] / "schemas"
FILES = sorted(SCHEMAS.glob("*.json"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_is_in_its_one_form(file: Path) -> None:
    text = file.read_bytes().decode("utf-8")

    assert text == formatted(text), f"{file.name} is written otherwise: run `make format`"


def test_a_field_is_one_line_as_long_as_that_fits() -> None:
    room = WIDTH - len('  "name": {"description": ""},')
    fits, too_long = "é" * room, "é" * (room + 1)

    assert formatted(f'{{"name":{{"description":"{fits}"}},"items":{{"type":["a","b"]}}}}') == (
        f'{{\n  "name": {{"description": "{fits}"}},\n  "items": {{"type": ["a", "b"]}}\n}}\n'
    )
    assert formatted(f'{{"name":{{"description":"{too_long}"}}}}') == (
        f'{{\n  "name": {{\n    "description": "{too_long}"\n  }}\n}}\n'
    )
