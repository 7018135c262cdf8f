"""Compares the CPU time per record with the same streams on the SDK's stock classes."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests

from benchmarks.common import Account, Table, run, serve
from tap_zoom.api.request import encode_id

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TAP_ZOOM, STOCK = "benchmarks.unpaced", "benchmarks.stock_tap"
PARTICIPANTS = "report_meeting_participants"
RUNS = 3

Options = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A stream and two accounts; the difference in CPU time is that of the additional records."""

    stream: str
    about: str
    small: Options
    large: Options


CASES = (
    Case("users", "300 per page", {"size": 300, "meetings": 0}, {"size": 9_000, "meetings": 0}),
    Case(
        PARTICIPANTS,
        "300 per page",
        {"size": 8, "history_days": 60, "participants": 150},
        {"size": 8, "history_days": 60, "participants": 4_000},
    ),
    Case(
        "meetings",
        "nested, one request each",
        {"size": 10, "meetings": 10, "history_days": 30},
        {"size": 150, "meetings": 10, "history_days": 30},
    ),
)


class Counter:
    """A target that counts records."""

    def __init__(self) -> None:
        """Start at zero."""
        self.records = 0

    def __call__(self, stdout: int) -> None:
        """Count the records until the end of the input."""
        with os.fdopen(os.dup(stdout), "rb") as lines:
            self.records = sum(b'"RECORD"' in line[:20] for line in lines)


def _token(config: Mapping[str, Any]) -> str:
    with requests.Session() as http:
        http.trust_env = False
        response = http.post(
            config["auth_url"],
            data={"grant_type": "account_credentials", "account_id": config["account_id"]},
            auth=(config["client_id"], config["client_secret"]),
            timeout=60,
        )
    return str(response.json()["access_token"])


def _settings(account: Account, module: str, stream: str) -> dict[str, Any]:
    config = account.config(user_statuses=["active"])
    if module == TAP_ZOOM:
        return config
    sessions: Iterable[dict[str, Any]] = ()
    if stream == PARTICIPANTS:
        truth = account.get(
            "truth", dict[str, list[dict[str, Any]]], streams="report_meetings", **_ACTIVE
        )
        sessions = truth["report_meetings"]
    return {
        "api_url": config["api_url"],
        "token": _token(config),
        "sessions": [encode_id(row["uuid"]) for row in sessions if row["participants_count"] > 1],
    }


_ACTIVE = {"user_statuses": "active"}


def _cost(module: str, stream: str, options: Options, *, runs: int) -> tuple[int, float]:
    """Return the number of records in an account, and the CPU seconds of the fastest run."""
    unlimited = {"limits": False, "vanishing": False, "features": "all"}
    with serve(**unlimited, **options) as account:
        settings, count = _settings(account, module, stream), Counter()
        cpu = min(run(module, settings, (stream,), count).cpu for _ in range(runs))
    return count.records, cpu


def measure(*, quick: bool) -> Table:
    """Read each stream with both taps, from a small and a large account."""
    table = Table(
        "CPU time per record",
        "User and system time of the tap's process, including requests and parsing, compared with "
        "the same streams declared on the SDK's stock classes, reading the same pages with the "
        "same schemas. Startup time is subtracted: each figure is the difference between a small "
        f"and a large account, and the best of {RUNS} runs. Zoom lists a recurring meeting "
        "once per occurrence; the stock classes request it each time, and every request counts as "
        "a record here.",
        ("stream", "records", "stock", "tap-zoom", "ratio", "records per CPU second"),
    )
    runs = 1 if quick else RUNS
    for case in CASES[:1] if quick else CASES:
        micros = []
        for module in (STOCK, TAP_ZOOM):
            few, start = _cost(module, case.stream, case.small, runs=runs)
            many, whole = _cost(module, case.stream, case.large, runs=runs)
            micros.append((whole - start) / (many - few) * 1e6)
        stock, tap_zoom = micros
        table.rows.append(
            (
                f"{case.stream}, {case.about}",
                f"{many - few:,}",
                f"{stock:.1f} µs",
                f"{tap_zoom:.1f} µs",
                f"{stock / tap_zoom:.1f}",
                f"{1e6 / tap_zoom:,.0f}",
            )
        )
    return table
