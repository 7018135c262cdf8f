"""The log of requests to the sandbox."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(slots=True)
class Request:
    """One request and its outcome."""

    tick: float
    """Monotonic time of arrival."""
    wall: str
    """Time of arrival by the sandbox's clock."""
    method: str
    path: str
    """The path as received, still encoded."""
    query: str
    template: str = ""
    """The endpoint, such as /users/{userId}/meetings; empty if none matched."""
    label: str = ""
    status: int = 0
    """0 if the connection was closed without a response."""
    code: int | None = None
    """Zoom's error code in the body, if any."""
    malformed: bool = False
    """Whether the client made a mistake that a careful one never makes."""
    fault: str = ""
    """The kind of fault injected, if any; several are joined with a plus sign."""

    @property
    def params(self) -> dict[str, str]:
        """Return the query parameters."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def item(self) -> str:
        """Return the decoded id in the path, such as a user's id or a UUID; empty if none."""
        segments = self.path.removeprefix("/v2").split("/")
        for name, segment in zip(self.template.split("/"), segments, strict=False):
            if name.startswith("{"):
                once = unquote(segment)
                return unquote(once) if "%" in once else once
        return ""


def stats(requests: Iterable[Request]) -> dict[str, Any]:
    """Return totals over a log."""
    rows = list(requests)
    return {
        "requests": len(rows),
        "malformed": sum(row.malformed for row in rows),
        "by_label": Counter(row.label for row in rows if row.label),
        "by_template": Counter(row.template for row in rows if row.template),
        "by_status": Counter(str(row.status) for row in rows),
        "by_code": Counter(str(row.code) for row in rows if row.code is not None),
        "faults": Counter(row.fault for row in rows if row.fault),
        "seconds": rows[-1].tick - rows[0].tick if rows else 0.0,
    }
