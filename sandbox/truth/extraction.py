"""What to extract, and the selection rules that all areas share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from sandbox.clock import format_utc
from sandbox.model import Row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from sandbox.account import Account
    from sandbox.model import Session, Status, User
    from sandbox.plan_features import PlanFeatures

Rows = Callable[[], Iterable[Row]]
"""Makes the rows of one stream."""

Streams = Mapping[str, Rows]


@dataclass(frozen=True, slots=True)
class Extraction:
    """A complete extraction at one point in time, which doesn't go through the API."""

    account: Account
    features: PlanFeatures
    base_url: str
    now: datetime
    since: datetime | None = None
    """The tap's start date, if it has one."""
    statuses: Collection[str] = ("active", "inactive")
    """Which users to extract."""
    previous: bool = False
    """Whether to include past occurrences of a series."""

    def listed_users(self) -> Iterator[User]:
        """Yield all users to extract, including those the API returns nothing else about."""
        for status in self.statuses:
            for index in self.account.users(cast("Status", status)):
                yield self.account.user(index)

    def readable_users(self) -> Iterator[User]:
        """Yield the users the API can be asked about."""
        return (u for u in self.listed_users() if u.status != "pending" and not u.gone)

    def includes(self, moment: datetime) -> bool:
        """Return whether something that happened at this time is recent enough."""
        return self.since is None or moment >= self.since


def session_fields(session: Session) -> Row:
    """Return the fields that identify the session in its child rows."""
    kind = "webinar" if session.webinar else "meeting"
    return {
        f"{kind}_id": session.meeting_id,
        f"{kind}_uuid": session.uuid,
        "start_time": format_utc(session.shown_start),
    }
