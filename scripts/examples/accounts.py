"""Serves the accounts of the examples and compares them with what was loaded."""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from sandbox import Options, running
from tests.e2e.expected import DEFAULT_STREAMS
from tests.meltano.warehouse import Rows, numbers, tables, truth

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sandbox import Zoom
    from tests.meltano.postgres import Postgres

PLANS = {"emea": "business", "apac": "pro", "amer": "business"}
"""The plans of the accounts in examples/accounts.meltano.yml."""
FAILING = "amer"
"""The account whose secret is wrong on the first night."""

_CREDENTIALS = ("account_id", "client_id", "client_secret", "api_url", "auth_url")
_DAY = timedelta(days=1)


@dataclass
class Account:
    """An account, and its schema in the warehouse."""

    name: str
    zoom: Zoom
    postgres: Postgres
    known: Rows = field(default_factory=dict)
    """What the account has held so far: rows that Zoom no longer lists stay in the warehouse."""

    @property
    def schema(self) -> str:
        """The schema that the examples load this account into."""
        return f"zoom_{self.name}"

    def settings(self, *, secret: str | None = None) -> dict[str, str]:
        """Return the account's credentials as environment variables."""
        config = self.zoom.config()
        if secret is not None:
            config["client_secret"] = secret
        return {f"TAP_ZOOM_{self.name}_{name}".upper(): config[name] for name in _CREDENTIALS}

    def compare(self) -> Comparison:
        """Compare the account's tables with what it holds."""
        held = truth(self.zoom.truth(streams=DEFAULT_STREAMS))
        for stream, rows in held.items():
            self.known[stream] = self.known.get(stream, Counter()) | rows
        query = f"SELECT tablename FROM pg_tables WHERE schemaname = '{self.schema}'"  # noqa: S608
        there = {row["tablename"] for row in self.postgres.rows(query)}
        loaded = tables(self.postgres, self.schema, there & set(DEFAULT_STREAMS))
        return Comparison(
            loaded=sum(numbers(loaded).values()),
            held=sum(numbers(held).values()),
            missing=sum((rows - loaded.get(s, Counter())).total() for s, rows in held.items()),
            excess=sum((rows - self.known[s]).total() for s, rows in loaded.items()),
            requests=len(self.zoom.log),
        )


@dataclass(frozen=True)
class Comparison:
    """Numbers of rows in the warehouse and in the account, and of the night's requests."""

    loaded: int
    held: int
    missing: int
    excess: int
    requests: int

    @property
    def complete(self) -> bool:
        """Whether the warehouse has every row of the account, once, and no others."""
        return self.held > 0 and not self.missing and not self.excess


@contextlib.contextmanager
def serve(postgres: Postgres) -> Iterator[list[Account]]:
    """Serve the accounts as they were yesterday; their schemas are removed at the end."""
    now = datetime.now(timezone.utc).replace(microsecond=0) - _DAY
    with contextlib.ExitStack() as stack:
        accounts = []
        for seed, (name, plan) in enumerate(PLANS.items(), start=1):
            options = Options(
                size=10,
                seed=seed,
                plan=plan,
                history_days=60,
                now=now,
                frozen=True,
                secrets="core",
            )
            account = Account(name, stack.enter_context(running(options)), postgres)
            stack.callback(postgres.run, f"DROP SCHEMA IF EXISTS {account.schema} CASCADE")
            accounts.append(account)
        yield accounts


def next_day(accounts: list[Account]) -> None:
    """Let a day pass, and forget the requests so far."""
    for account in accounts:
        account.zoom.clock.advance(days=1)
        account.zoom.log.clear()


def write_settings(file: Path, accounts: list[Account], *, failing: str | None) -> None:
    """Write the .env file of the Meltano project, with a wrong secret for one account."""
    settings: dict[str, str] = {}
    for account in accounts:
        secret = "wrong" if account.name == failing else None
        settings |= account.settings(secret=secret)
        settings |= account.postgres.settings(account.schema)
    del settings["TARGET_POSTGRES_DEFAULT_TARGET_SCHEMA"]  # the examples set it
    file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()), "utf-8")


def at_once(accounts: list[Account]) -> int:
    """Return how many accounts were read at the same time, at most."""
    logs = [account.zoom.log for account in accounts if len(account.zoom.log)]
    spans = [(log[0].tick, log[-1].tick) for log in logs]
    return max(sum(a <= start <= b for a, b in spans) for start, _ in spans)
