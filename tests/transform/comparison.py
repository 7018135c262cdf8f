"""The rows of models in one form, wherever they come from."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.transform.known import Known

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sandbox.model import Row

MODELS = tuple(name for name in vars(Known) if name.startswith("zoom_"))

#: dbt's settings for a run that writes only tables: its log and manifest take a second.
WITHOUT_FILES = {"DBT_LOG_LEVEL_FILE": "none", "DBT_WRITE_JSON": "false"}

_TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.0+)?")
_NUMBER = re.compile(r"-?\d+\.\d+")


def rows(found: Iterable[Row]) -> Counter[str]:
    """Return rows as a multiset of texts, which show what differs."""
    return Counter(
        json.dumps({name: _plain(value) for name, value in row.items()}, ensure_ascii=False)
        for row in found
    )


def known(truth: Mapping[str, list[Row]]) -> dict[str, Counter[str]]:
    """Return what each model should hold."""
    account = Known(truth)
    return {name: rows(getattr(account, name)()) for name in MODELS}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, str) and (time := _TIME.fullmatch(value)):
        return f"{time[1]} {time[2]}"
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return value
