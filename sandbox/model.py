"""What an account consists of, in Zoom's terms.

A *definition* is a meeting or webinar as planned, an *occurrence* one planned date of a series,
and a *session* (Zoom also says *instance*) one that actually took place, with its own UUID.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Row = dict[str, Any]
"""One JSON object in a response."""

PollState = Literal["some", "none", "disabled", "missing"]
Fate = Literal["kept", "vanished", "forbidden"]
Status = Literal["active", "inactive", "pending", "deleted"]
WebinarPlan = Literal["licensed", "refused", "refused_as_success"]

INSTANT, SCHEDULED, NO_FIXED_TIME, PERSONAL, SERIES = 1, 2, 3, 4, 8
WEBINAR, WEBINAR_NO_FIXED_TIME, WEBINAR_SERIES = 5, 6, 9
ONE_OFF = (SCHEDULED, WEBINAR)
FIXED_SERIES = (SERIES, WEBINAR_SERIES)

PER_OCCURRENCE = 2
"""The registration type that makes people register for each occurrence separately."""


@dataclass(frozen=True, slots=True)
class User:
    """A user of the account, possibly a deleted one."""

    index: int
    id: str
    email: str
    first_name: str
    last_name: str
    status: Status
    may_host: bool
    webinars: WebinarPlan
    gone: bool
    """Whether requests for this user return 404: deleted, or deactivated for good."""
    pmi: int
    department: str

    @property
    def name(self) -> str:
        """Return the display name."""
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One planned date of a series."""

    id: str
    start: datetime
    minutes: int
    deleted: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """A meeting or webinar as planned."""

    host: int
    id: int
    uuid: str
    webinar: bool
    type: int
    created: datetime
    start: datetime | None
    minutes: int
    occurrences: tuple[Occurrence, ...]
    registration: int
    """Zoom's registration type, or 0 if nobody needs to register."""
    polls: PollState
    fate: Fate
    uses_pmi: bool
    registrants: tuple[int, int, int]
    """The numbers of approved, pending and denied registrants."""

    @property
    def registers_per_occurrence(self) -> bool:
        """Return whether each occurrence has its own registrants."""
        return self.registration == PER_OCCURRENCE and bool(self.occurrences)

    @property
    def dates(self) -> list[datetime]:
        """Return the planned starts, which are none without a fixed time."""
        if self.occurrences:
            return [o.start for o in self.occurrences if not o.deleted]
        return [self.start] if self.start else []


@dataclass(frozen=True, slots=True)
class Session:
    """A meeting or webinar that was held."""

    host: int
    number: int
    uuid: str
    meeting_id: int
    webinar: bool
    type: int
    start: datetime
    seconds: int
    people: int
    """The number of distinct participants."""
    extra_rows: int
    """Attendance rows beyond one per person: rejoins, breakout rooms, the waiting room."""
    blank: bool
    """Whether names and addresses are blank, as for accounts under HIPAA."""
    delay: timedelta
    """Extra delay until it appears in reports."""
    settling: timedelta
    """How long after its end the reports still show incomplete numbers."""
    definition: Definition | None = None
    occurrence_id: str | None = None
    misdated: datetime | None = None
    """The wrong start that lists show, if any; windows still go by the real one."""

    @property
    def shown_start(self) -> datetime:
        """Return the start that lists show."""
        return self.misdated or self.start

    @property
    def shown_end(self) -> datetime:
        """Return the end that lists show."""
        return self.shown_start + timedelta(seconds=self.seconds)

    @property
    def end(self) -> datetime:
        """Return the end time."""
        return self.start + timedelta(seconds=self.seconds)

    @property
    def minutes(self) -> int:
        """Return the duration in minutes, rounded up as most endpoints do."""
        return -(-self.seconds // 60)


@dataclass(slots=True)
class Calendar:
    """Everything that one host has planned and held."""

    definitions: dict[int, Definition] = field(default_factory=dict)
    sessions: list[Session] = field(default_factory=list)
    by_number: dict[int, Session] = field(default_factory=dict)
    held: dict[int, list[Session]] = field(default_factory=dict)
    """Sessions by meeting id, oldest first."""

    def index(self) -> None:
        """Make the sessions findable by number and by meeting id."""
        self.by_number = {session.number: session for session in self.sessions}
        self.held = {}
        for session in self.sessions:
            self.held.setdefault(session.meeting_id, []).append(session)

    def misdate(self, starts: Mapping[str, datetime]) -> None:
        """Let sessions, named by their UUIDs, show other starts."""
        if not starts:
            return
        self.sessions = [
            replace(session, misdated=starts[session.uuid]) if session.uuid in starts else session
            for session in self.sessions
        ]
        self.index()
