"""The scope check: missing scopes are known before the first request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pytest
from typing_extensions import override

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Detail, Scopes
from tap_zoom.base.scope_check import find_missing_scopes, format_missing_scopes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_zoom.base.scope_check import MissingScopes
    from tap_zoom.base.stream import ZoomStream

LIST_SCOPES = Scopes(("meeting:read:list_meetings:admin",), ("meeting:read:admin",))
DETAIL_SCOPES = Scopes(("meeting:read:meeting:admin",), ("meeting:read:admin",))
REPORT_SCOPES = Scopes(
    ("user:read:list_users:admin", "report:read:user:admin"), ("report:read:admin",)
)
DETAIL = Detail("/meetings/{id}", RateLimitLabel.LIGHT, DETAIL_SCOPES)


@dataclass
class Stream:
    """The part of a stream that the check uses."""

    name: str = "meetings"
    path: str = "/users/{user_id}/meetings"
    scopes: Scopes = LIST_SCOPES
    detail: Detail | None = None
    detail_is_needed: bool = True
    selected: bool = True
    descendent_streams: list[Stream] = field(default_factory=list)

    @property
    def is_read(self) -> bool:
        """Return whether the stream or any of its descendants is selected."""
        return self.selected or any(stream.selected for stream in self.descendent_streams)

    def required_scopes(self) -> Iterable[tuple[str, Scopes]]:
        """Return the endpoints that the stream requests, each with its scopes."""
        yield self.path, self.scopes
        if self.detail is not None and self.detail_is_needed:
            yield self.detail.path, self.detail.scopes


class Sessions(Stream):
    """A stream that is not in the catalog; a setting decides which endpoint it requests."""

    @override
    def required_scopes(self) -> Iterable[tuple[str, Scopes]]:
        yield "/report/history_meetings", REPORT_SCOPES


def find(granted: str, *streams: Stream) -> list[MissingScopes]:
    """Check streams against the scopes of a token."""
    return find_missing_scopes(cast("list[ZoomStream]", list(streams)), frozenset(granted.split()))


@pytest.mark.parametrize(
    "granted",
    [
        "meeting:read:list_meetings:admin",
        "meeting:read:list_meetings",
        "meeting:read:list_meetings:master",
        "meeting:read:admin",
        "meeting:read",
        "user:read:list_users:admin meeting:read:list_meetings:admin",
    ],
)
def test_either_family_of_scopes_is_enough(granted: str) -> None:
    """Also in a user-level app, whose scopes have no level."""
    assert find(granted, Stream()) == []


def test_token_without_scopes_says_nothing() -> None:
    assert find("", Stream()) == []


def test_missing_scope_is_named_in_both_families() -> None:
    (missing,) = find("user:read:admin", Stream())

    assert missing.endpoint == "/users/{user_id}/meetings"
    assert missing.why == (
        "scope missing: meeting:read:list_meetings:admin, or classic meeting:read:admin"
    )


def test_granted_scopes_are_not_named() -> None:
    (missing,) = find("report:read:user:admin", Stream(scopes=REPORT_SCOPES))

    assert missing.granular == ("user:read:list_users:admin",)


def test_scope_does_not_include_one_that_it_is_a_prefix_of() -> None:
    assert len(find("meeting:read:list_meetings_archive:admin", Stream())) == 1


def test_any_alternative_scope_is_enough() -> None:
    stream = Stream(
        scopes=Scopes(("contact:read:list:admin",), ("contact:read:admin",), ("chat:read:admin",))
    )

    assert find("chat:read", stream) == []
    assert len(find("chat:write", stream)) == 1


def test_details_need_their_own_scope() -> None:
    granted = "meeting:read:list_meetings:admin"

    (missing,) = find(granted, Stream(detail=DETAIL))

    assert missing.endpoint == "/meetings/{id}"
    assert find(granted, Stream(detail=DETAIL, detail_is_needed=False)) == []


def test_each_endpoint_is_named_with_its_own_scopes() -> None:
    found = find("other", Stream(detail=DETAIL))

    assert [(missing.endpoint, missing.granular) for missing in found] == [
        ("/users/{user_id}/meetings", LIST_SCOPES.granular),
        ("/meetings/{id}", DETAIL_SCOPES.granular),
    ]


# --- affected streams -------------------------------------------------------------------------


def test_stream_without_its_list_affects_its_selected_descendants() -> None:
    polls, instances = Stream("meeting_polls"), Stream("past_meeting_instances")
    unselected = Stream("meeting_registrants", selected=False)
    parent = Stream(scopes=REPORT_SCOPES, descendent_streams=[polls, unselected, instances])

    (missing,) = find("meeting:read:list_meetings", parent, polls, instances)

    assert missing.affected == ["meetings", "meeting_polls", "past_meeting_instances"]


def test_stream_without_its_details_affects_no_other_stream() -> None:
    """The children need only the list."""
    polls = Stream("meeting_polls")
    parent = Stream(detail=DETAIL, descendent_streams=[polls])

    (missing,) = find("meeting:read:list_meetings", parent, polls)

    assert missing.affected == ["meetings"]


def test_stream_outside_the_catalog_affects_the_streams_that_it_drives() -> None:
    """Although it requests another endpoint than it declares."""
    children = [Stream("report_meetings"), Stream("report_webinars", selected=False)]
    sessions = Sessions("report_sessions", selected=False, descendent_streams=list(children))

    (missing,) = find("meeting:read:list_meetings", sessions, *children)

    assert missing.endpoint == "/report/history_meetings"
    assert missing.affected == ["report_meetings"]


def test_stream_that_is_not_read_needs_no_scope() -> None:
    assert find("user:read:admin", Stream(selected=False)) == []


def test_unselected_parent_of_a_selected_stream_needs_its_scope() -> None:
    child = Stream("meeting_polls", scopes=DETAIL_SCOPES)
    parent = Stream(selected=False, descendent_streams=[child])

    (missing,) = find("meeting:read:meeting:admin", parent, child)

    assert missing.stream.name == "meetings"
    assert missing.affected == ["meeting_polls"]


# --- the table --------------------------------------------------------------------------------


def test_table_has_the_affected_streams() -> None:
    """Of an unselected parent, those are the selected children."""
    polls = Stream("meeting_polls", scopes=DETAIL_SCOPES)
    registrants = Stream("meeting_registrants", selected=False)
    parent = Stream(selected=False, descendent_streams=[polls, registrants])
    selected = Stream("channels", scopes=REPORT_SCOPES)

    assert format_missing_scopes(find("other", parent, selected)) == [
        "missing scope                     or classic scope    streams that can't be read",
        "meeting:read:list_meetings:admin  meeting:read:admin  meeting_polls",
        "user:read:list_users:admin        report:read:admin   channels",
        "report:read:user:admin",
    ]


def test_each_scope_is_named_once_with_all_streams_that_need_it() -> None:
    streams = [Stream(name) for name in ("meetings", "meeting_polls", "meeting_questions")]

    assert format_missing_scopes(find("other", *streams))[1:] == [
        (
            "meeting:read:list_meetings:admin  meeting:read:admin  "
            "meetings, meeting_polls, meeting_questions"
        )
    ]


def test_table_has_the_streams_driven_by_one_outside_the_catalog() -> None:
    children = [Stream("report_meetings"), Stream("report_webinars")]
    sessions = Stream("report_sessions", selected=False, descendent_streams=children)

    _, line = format_missing_scopes(find("other", sessions))

    assert line.endswith("  report_meetings, report_webinars")
