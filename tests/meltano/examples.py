"""What the tests of the examples have in common."""

from __future__ import annotations

from tests.e2e.expected import DEFAULT_STREAMS
from tests.meltano.project import ROOT

EXAMPLES = ROOT / "examples"
ACCOUNTS = EXAMPLES / "accounts.meltano.yml"
CREDENTIALS = ("account_id", "client_id", "client_secret")
REPORTS = {stream for stream in DEFAULT_STREAMS if stream.startswith("report_")}
