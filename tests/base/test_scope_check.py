"""Scopes: what the app isn't allowed is known before the first request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import pytest

from tap_zoom.api.request import Label
from tap_zoom.base.declaration import Detail, Scopes
from tap_zoom.base.scope_check import lacks, lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tap_zoom.base.scope_check import Lack
    from tap_zoom.base.stream import ZoomStream

LIST = Scopes(("meeting:read:list_meetings:admin",), ("meeting:read:admin",))
DETAIL = Scopes(("meeting:read:meeting:admin",), ("meeting:read:admin",))
REPORT = Scopes(("user:read:list_users:admin", "report:read:user:admin"), ("report:read:admin",))


@dataclass
class Stream:
    """As much of a stream as the check looks at."""

    name: str = "meetings"
    path: str = "/users/{user_id}/meetings"
    scopes: Scopes = LIST
    detail: Detail | None = None
    detail_is_wanted: bool = True
    selected: bool = True
    internal: bool = False
    descendent_streams: list[Stream] = field(default_factory=list)

    @property
    def has_selected_descendents(self) -> bool:
        """Whether anything below is selected."""
        return any(stream.selected for stream in self.descendent_streams)

    def needs(self) -> Iterable[tuple[str, Scopes]]:
        """What is asked, and what the app must be allowed for it."""
        yield self.path, self.scopes
        if self.detail is not None and self.detail_is_wanted:
            yield self.detail.path, self.detail.scopes


def found(granted: str, *streams: Stream) -> list[Lack]:
    """Check streams against the scopes of a token."""
    return lacks(cast("list[ZoomStream]", list(streams)), frozenset(granted.split()))


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
def test_either_family_of_scopes_opens_a_stream(granted: str) -> None:
    """For a user's own app too, whose scopes end without their reach."""
    assert found(granted, Stream()) == []


def test_a_token_that_names_no_scopes_says_nothing() -> None:
    assert found("", Stream()) == []


def test_a_missing_scope_is_named_in_both_families() -> None:
    (lack,) = found("user:read:admin", Stream())

    assert lack.endpoint == "/users/{user_id}/meetings"
    assert lack.why == (
        "scope missing: meeting:read:list_meetings:admin, or classic meeting:read:admin"
    )


def test_only_what_is_missing_is_named() -> None:
    (lack,) = found("report:read:user:admin", Stream(scopes=REPORT))

    assert lack.granular == ("user:read:list_users:admin",)


def test_a_longer_scope_is_not_the_one_it_begins_with() -> None:
    assert len(found("meeting:read:list_meetings_archive:admin", Stream())) == 1


def test_the_details_need_a_scope_of_their_own() -> None:
    detail = Detail("/meetings/{id}", Label.LIGHT, DETAIL)
    granted = "meeting:read:list_meetings:admin"

    (lack,) = found(granted, Stream(detail=detail))

    assert lack.endpoint == "/meetings/{id}"
    assert found(granted, Stream(detail=detail, detail_is_wanted=False)) == []


def test_all_that_a_stream_needs_is_named() -> None:
    """Endpoint by endpoint, each with what it lacks itself."""
    detail = Detail("/meetings/{id}", Label.LIGHT, DETAIL)

    assert [(lack.endpoint, lack.granular) for lack in found("other", Stream(detail=detail))] == [
        ("/users/{user_id}/meetings", LIST.granular),
        ("/meetings/{id}", DETAIL.granular),
    ]


# --- who is affected --------------------------------------------------------------------------


def test_without_its_list_nothing_below_a_stream_can_be_read() -> None:
    polls, instances = Stream("meeting_polls"), Stream("past_meeting_instances")
    unselected = Stream("meeting_registrants", selected=False)
    parent = Stream(scopes=REPORT, descendent_streams=[polls, unselected, instances])

    (lack,) = found("meeting:read:list_meetings", parent, polls, instances)

    assert lack.affected == ["meetings", "meeting_polls", "past_meeting_instances"]


def test_without_its_details_a_stream_alone_can_not_be_read() -> None:
    """The children go by the list."""
    polls = Stream("meeting_polls")
    detail = Detail("/meetings/{id}", Label.LIGHT, DETAIL)
    parent = Stream(detail=detail, descendent_streams=[polls])

    (lack,) = found("meeting:read:list_meetings", parent, polls)

    assert lack.affected == ["meetings"]


def test_whatever_an_internal_stream_lacks_concerns_all_that_it_drives() -> None:
    """Its lists may be at other endpoints than its own: where sessions are found is a setting."""
    children = [Stream("report_meetings"), Stream("report_webinars", selected=False)]

    class Sessions(Stream):
        def needs(self) -> Iterable[tuple[str, Scopes]]:
            yield "/report/history_meetings", REPORT

    sessions = Sessions(
        "report_sessions", internal=True, selected=False, descendent_streams=list(children)
    )

    (lack,) = found("meeting:read:list_meetings", sessions, *children)

    assert lack.endpoint == "/report/history_meetings"
    assert lack.affected == ["report_meetings"]


def test_what_is_not_read_needs_no_scope() -> None:
    assert found("user:read:admin", Stream(selected=False)) == []


def test_a_parent_that_is_gone_through_needs_its_scope() -> None:
    """Although it isn't selected itself."""
    child = Stream("meeting_polls", scopes=DETAIL)
    parent = Stream(selected=False, descendent_streams=[child])

    (lack,) = found("meeting:read:meeting:admin", parent, child)

    assert lack.stream.name == "meetings"
    assert lack.affected == ["meeting_polls"]


def test_the_table_names_the_streams_that_are_lost() -> None:
    """Those that are selected: the children, when the parent only leads to them."""
    polls = Stream("meeting_polls", scopes=DETAIL)
    registrants = Stream("meeting_registrants", selected=False)
    parent = Stream(selected=False, descendent_streams=[polls, registrants])
    selected = Stream("channels", scopes=REPORT)

    assert lines(found("other", parent, selected)) == [
        "can't be read  granular scope                    or classic scope",
        "meeting_polls  meeting:read:list_meetings:admin  meeting:read:admin",
        "channels       user:read:list_users:admin        report:read:admin",
        "               report:read:user:admin",
    ]


def test_the_table_names_what_an_internal_stream_drives() -> None:
    children = [Stream("report_meetings"), Stream("report_webinars")]
    sessions = Stream("report_sessions", internal=True, selected=False, descendent_streams=children)

    said = lines(found("other", sessions))

    assert [line.split()[0] for line in said[1:]] == ["report_meetings", "report_webinars"]
