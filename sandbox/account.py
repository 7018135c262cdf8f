"""The account: its users, and everything they have scheduled and held."""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING

from sandbox import codec, words
from sandbox.calendars import CalendarBuilder
from sandbox.kept_rows import KeptRows
from sandbox.model import Calendar, Definition, Session, Status, User, WebinarPlan
from sandbox.phone_calls import PhoneCalls
from sandbox.seeded_random import SeededRandom

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.options import Options

CACHED_CALENDARS = 2048
"""Calendars kept in memory. A tap reads host by host, so it needs few at a time."""

FIRST_USERS: tuple[tuple[Status, bool, WebinarPlan, bool], ...] = (
    ("active", True, "licensed", False),
    ("active", True, "licensed", False),
    ("active", True, "refused", False),
    ("active", True, "refused_as_success", False),
    ("active", False, "refused", False),
    ("inactive", True, "refused", False),
    ("pending", False, "refused", False),
    ("deleted", True, "refused", True),
    ("active", True, "refused", False),
    ("inactive", True, "refused", True),
)
"""Status, may host, webinars, gone: even eight users cover every case."""


_start = attrgetter("start")
_date = itemgetter(0)


class Account:
    """An account whose contents are generated on access."""

    def __init__(self, options: Options, anchor: datetime) -> None:
        self.options = options
        self.anchor = anchor
        self.seed = options.seed
        self.size = options.users
        rng = self.rng("account")
        self.account_id = rng.key()
        self.number = 10_000_000 + rng.randrange(1 << 24)
        self.client_id = "s2s-" + rng.hex(18)
        self.client_secret = "SECRET-" + rng.hex(24)
        self.user_client_id = "user-" + rng.hex(18)
        self.user_client_secret = "SECRET-" + rng.hex(24)
        self.user = lru_cache(maxsize=1 << 16)(self._user)
        self.calendar = lru_cache(maxsize=CACHED_CALENDARS)(self._calendar)
        self.rows = KeptRows()
        self.phone_calls = PhoneCalls(options, anchor, lambda: self.users("active"))
        self._by_status: dict[Status, list[int]] = {}
        self._misdated: dict[str, datetime] = {}
        self._timeline: list[Session] = []
        self._plans: list[tuple[datetime, Definition]] = []

    def rng(self, *key: int | str) -> SeededRandom:
        """Return the random number generator for one key in this account."""
        return SeededRandom(self.seed, *key)

    def secret(self, rng: SeededRandom) -> str:
        """Generate a credential that a test can search for."""
        return f"SECRET-{rng.hex(8)}"

    def maybe_secret(self, rng: SeededRandom) -> str:
        """Generate a value that may or may not be a secret."""
        prefix = "SECRET" if self.options.secrets == "all" else "DELICATE"
        return f"{prefix}-{rng.hex(8)}"

    def _user(self, index: int) -> User:
        rng = self.rng("user", index)
        first, last = rng.choice(words.FIRST_NAMES), rng.choice(words.LAST_NAMES)
        status: Status = "active"
        may_host, gone = True, False
        webinars: WebinarPlan = "licensed"
        if index < len(FIRST_USERS):
            status, may_host, webinars, gone = FIRST_USERS[index]
        elif index % 8:  # every eighth user is plain, so that no chat channel is without a member
            status = rng.choice(("active",) * 36 + ("inactive", "inactive", "pending", "deleted"))
            may_host = rng.chance(0.94)
            webinars = rng.choice(("licensed",) * 3 + ("refused",) * 6 + ("refused_as_success",))
            gone = status == "deleted" or (status == "inactive" and rng.chance(0.5))
        return User(
            index=index,
            id=codec.user_id(self.seed, index),
            email=f"user{index}@example.com",
            first_name=first,
            last_name=last,
            status=status,
            may_host=may_host,
            webinars=webinars if may_host else "refused",
            gone=gone,
            pmi=codec.pmi(index),
            department=rng.choice(words.DEPARTMENTS),
        )

    def _calendar(self, index: int) -> Calendar:
        user = self.user(index)
        if user.status == "pending":
            return Calendar()
        calendar = CalendarBuilder(self.options, self.anchor, user).build()
        calendar.misdate(self._misdated)
        return calendar

    def misdate(self, uuid: str, start: datetime) -> None:
        """Let all lists show another start of a session, which took place when it did."""
        self._misdated[uuid] = start
        self.calendar.cache_clear()
        self._timeline = []

    def time_zone(self, index: int) -> str:
        """Return a user's time zone."""
        return self.rng("time zone", index).choice(words.TIMEZONES)

    def users(self, status: Status) -> list[int]:
        """Return the indexes of all users with a status."""
        if not self._by_status:
            by_status: dict[Status, list[int]] = {}
            for index in range(self.size):
                by_status.setdefault(self.user(index).status, []).append(index)
            self._by_status = by_status  # in one step: tests read it from another thread
        return self._by_status.get(status, [])

    def find_user(self, text: str) -> User | None:
        """Find a user by id, email address or ``me``, even a deleted one, but not a pending one."""
        index: int | None = 0
        if "@" in text:
            digits = text.removeprefix("user").removesuffix("@example.com")
            index = int(digits) if digits.isdecimal() else None
        elif text != "me":
            index = codec.user_index(self.seed, text)
        if index is None or not 0 <= index < self.size:
            return None
        user = self.user(index)
        return None if user.status == "pending" else user

    def find_definition(self, meeting_id: int) -> Definition | None:
        """Find a meeting or webinar by its id, expired or not."""
        host = codec.host_of_meeting(meeting_id)
        return self.calendar(host).definitions.get(meeting_id) if 0 <= host < self.size else None

    def find_room(self, meeting_id: int) -> User | None:
        """Find the owner of a personal meeting ID."""
        host = codec.host_of_meeting(meeting_id)
        if 0 <= host < self.size and self.user(host).pmi == meeting_id:
            return self.user(host)
        return None

    def held(self, meeting_id: int) -> list[Session]:
        """Return all sessions of a meeting id, oldest first, including future ones."""
        host = codec.host_of_meeting(meeting_id)
        return self.calendar(host).held.get(meeting_id, []) if 0 <= host < self.size else []

    def find_session(self, uuid: str) -> Session | None:
        """Find a session by its UUID, even a future one."""
        place = codec.session_place(self.seed, uuid)
        if place is None or not 0 <= place[0] < self.size:
            return None
        return self.calendar(place[0]).by_number.get(place[1])

    def sessions_between(self, first: datetime, end: datetime) -> list[Session]:
        """Return all hosts' sessions that start between two times, the end excluded."""
        if not self._timeline:
            self._timeline = sorted(
                (s for index in range(self.size) for s in self.calendar(index).sessions),
                key=_start,
            )
        low = bisect_left(self._timeline, first, key=_start)
        high = bisect_left(self._timeline, end, key=_start)
        return self._timeline[low:high]

    def planned_between(self, first: datetime, end: datetime) -> list[tuple[datetime, Definition]]:
        """Return what all hosts have scheduled between two times, one entry per date."""
        if not self._plans:
            self._plans = sorted(
                (
                    (date, definition)
                    for index in range(self.size)
                    for definition in self.calendar(index).definitions.values()
                    for date in definition.dates
                ),
                key=_date,
            )
        low = bisect_left(self._plans, first, key=_date)
        high = bisect_left(self._plans, end, key=_date)
        return self._plans[low:high]
