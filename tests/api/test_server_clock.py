"""This machine's clock, compared with the Date header of a response."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest

from tap_zoom.api.server_clock import clock_offset
from tests.api.auth_helpers import TOKEN_URL, server_auth, token_response

if TYPE_CHECKING:
    from requests_mock import Mocker

SENT = datetime(2026, 8, 31, 12, 0, 0, tzinfo=timezone.utc)
RECEIVED = SENT + timedelta(seconds=5)


def offset(ahead: float) -> float:
    """Compare with a server whose clock is ahead by so many seconds while the request arrives."""
    date = format_datetime(SENT + timedelta(seconds=ahead), usegmt=True)
    return clock_offset(date, SENT, RECEIVED).total_seconds()


@pytest.mark.parametrize("seconds", [-60, 0, 5, 65])
def test_clock_that_may_be_right_within_a_minute_is_trusted(seconds: float) -> None:
    """A slow response says little."""
    assert offset(seconds) == 0


@pytest.mark.parametrize(("seconds", "expected"), [(-61, -61), (66, 61), (-864_000, -864_000)])
def test_wrong_clock_is_noticed(seconds: float, expected: float) -> None:
    assert offset(seconds) == expected


@pytest.mark.parametrize(
    "date",
    [
        None,
        "",
        "yesterday",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Mon, 31 Aug 2026 12:00:00 +99999999999999999",
        "Mon, 99 Aug 2026 12:00:00 GMT",
    ],
)
def test_unusable_date_says_nothing(date: str | None) -> None:
    assert clock_offset(date, SENT, RECEIVED) == timedelta()


def test_token_knows_the_offset(requests_mock: Mocker) -> None:
    date = format_datetime(SENT + timedelta(days=1), usegmt=True)
    requests_mock.post(TOKEN_URL, **token_response(), headers={"Date": date})
    auth = server_auth()
    auth.now = lambda: SENT

    assert auth.token.clock_offset == timedelta(days=1)
