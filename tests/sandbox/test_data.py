"""The data is as awkward as it should be."""

from __future__ import annotations

import json
import resource
from collections import Counter
from typing import TYPE_CHECKING, Any

import sandbox
from tests.sandbox.client import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandbox import Zoom


SECRET_FIELDS = {
    *("start_url", "password", "encrypted_password", "h323_password", "pstn_password"),
    *("encrypted_passcode", "h323_passcode", "join_url", "chat_join_url", "registration_url"),
    *("dynamic_host_key", "host_key", "personal_meeting_url", "audio_conference_info"),
}


def fields(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield all fields, nested ones included."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name, inner
            yield from fields(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from fields(inner)


def test_every_secret_contains_the_marker(zoom: Zoom) -> None:
    seen = Counter(name for name, value in fields(zoom.truth()) if name in SECRET_FIELDS and value)
    bare = [
        (name, value)
        for name, value in fields(zoom.truth())
        if name in SECRET_FIELDS and sandbox.SECRET not in str(value)
    ]

    assert not bare
    assert set(seen) == SECRET_FIELDS - {"host_key", "personal_meeting_url"}


def test_numeric_secrets_contain_the_marker_digits(zoom: Zoom) -> None:
    pins = [row["participant_pin_code"] for row in zoom.truth()["meeting_registrants"]]

    assert pins
    assert all(str(sandbox.SECRET_DIGITS) in str(pin) for pin in pins)


def test_possible_secrets_can_be_left_unmarked() -> None:
    text = {
        kind: json.dumps(sandbox.Zoom(sandbox.Options(now=NOW, secrets=kind)).truth())
        for kind in ("all", "core")
    }

    assert "DELICATE-" in text["core"]
    assert "DELICATE-" not in text["all"]
    assert text["core"].count("SECRET-") < text["all"].count("SECRET-")


def test_participant_rows_have_no_key(zoom: Zoom) -> None:
    rows = zoom.truth()["report_meeting_participants"]
    whole = Counter(json.dumps(row, sort_keys=True) for row in rows)
    people = Counter((row["meeting_uuid"], row["id"]) for row in rows if row["id"])
    user_ids = {row["user_id"]: row["meeting_uuid"] for row in rows}

    assert max(whole.values()) > 1, "some rows are identical"
    assert max(people.values()) > 1, "some people rejoined"
    assert len(user_ids) < len(rows), "user_id repeats in other sessions"
    assert any(row["id"] == "" and row["name"] for row in rows), "guests have no id"
    assert any(row.get("bo_mtg_id") for row in rows)
    assert {row["status"] for row in rows} == {"in_meeting", "in_waiting_room"}
    assert max(Counter(row["meeting_uuid"] for row in rows).values()) > 600


def test_answers_can_be_anonymous_and_identical(zoom: Zoom) -> None:
    rows = zoom.truth()["meeting_poll_results"]

    assert any(row["name"] == "" and row["email"] == "" for row in rows)
    assert max(Counter(json.dumps(row, sort_keys=True) for row in rows).values()) > 1
    asked = zoom.truth()["webinar_qna_results"]
    assert any(row["name"] == "Anonymous Attendee" for row in asked)


def test_registrants_have_all_statuses_and_reappear(zoom: Zoom) -> None:
    rows = zoom.truth()["meeting_registrants"]
    dates = Counter((row["meeting_id"], row["id"]) for row in rows)

    assert {row["status"] for row in rows} == {"approved", "pending", "denied"}
    assert max(dates.values()) > 1
    assert {"all"} < {row["occurrence_id"] for row in rows}


def test_values_have_awkward_types() -> None:
    truth = sandbox.Zoom(sandbox.Options(now=NOW, size="medium")).truth()
    users = truth["users"]

    assert {type(row["plan_united_type"]) for row in users} == {int, str}
    assert any(row["last_login_time"] == "" for row in users)
    assert any("dept" not in row for row in users)
    assert any(not row["display_name"].isascii() for row in users)
    assert all(row["id"] > 2**32 for row in truth["meetings"])
    assert any("start_time" not in row for row in truth["meetings"])
    assert any(
        row["schedule_time"][2] == "/" for row in truth["report_meetings"] if row["schedule_time"]
    )


def test_a_large_account_is_cheap() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    zoom = sandbox.Zoom(sandbox.Options(now=NOW, size=5000))
    users = zoom.account.users("active")
    calendars = [zoom.account.calendar(index) for index in users[-50:]]
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert len(users) > 4000
    assert all(book.sessions for book in calendars)
    assert used < 60_000
