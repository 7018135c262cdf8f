"""Where the schema files are: in the package once installed, at the top of a checkout."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from singer_sdk import SchemaDirectory

_packaged = files("tap_zoom") / "schemas"
_checkout = Path(__file__).parents[2] / "schemas"
SCHEMAS = SchemaDirectory(_packaged if _packaged.is_dir() else _checkout)
