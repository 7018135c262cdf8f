"""Settings are a record each, and what lets somebody in isn't among their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.expected import catalog_of
from tests.e2e.harness import extract
from tests.e2e.selections import read, small, truth

if TYPE_CHECKING:
    from collections.abc import Iterable

pytestmark = pytest.mark.e2e

SETTINGS = "^/accounts/{accountId}/settings$"
LOCKS = "^/accounts/{accountId}/lock_settings$"
BODY: dict[str, Any] = {
    "in_meeting": {
        "chat": True,
        "polling": {"enable": False, "limits": {"questions": 50}},
        "languages": ["English", "日本語"],
        "files": [{"name": "a", "download_url": "https://example.com/SECRET"}],
        "empty": {},
        "unset": None,
    },
    "schedule_meeting": {
        "pmi_password": "SECRET-1",
        "host_key": 123456,
        "meeting_password": True,
        "require_password_for_pmi_meetings": "all",
        "meeting_password_requirement": {"length": 8},
    },
    "passcode": {"of_everyone": "SECRET-2"},
    "allow_live_streaming": True,
}


def values(rows: Iterable[dict[str, Any]], column: str = "value") -> dict[str, Any]:
    """Return a column by the setting's area and name."""
    return {f"{row['area']}/{row['name']}": row.get(column) for row in rows}


@pytest.mark.parametrize("everything", [False, True], ids=["by default", "with secrets"])
def test_a_setting_is_a_record_whose_value_is_text_unless_it_is_a_credential(
    *, everything: bool
) -> None:
    with small() as zoom:
        zoom.faults.add(SETTINGS, kind="body", body=BODY)
        output = extract(zoom, catalog_of("account_settings", everything=everything))
    rows = output.records["account_settings"]

    assert values(rows) == {
        "in_meeting/chat": "true",
        "in_meeting/polling.enable": "false",
        "in_meeting/polling.limits.questions": "50",
        "in_meeting/languages": '["English","日本語"]',
        "in_meeting/files": '[{"name":"a"}]',
        "in_meeting/empty": "{}",
        "in_meeting/unset": None,
        "schedule_meeting/pmi_password": None,
        "schedule_meeting/host_key": None,
        "schedule_meeting/meeting_password": "true",
        "schedule_meeting/require_password_for_pmi_meetings": "all",
        "schedule_meeting/meeting_password_requirement.length": "8",
        "passcode/of_everyone": None,
        "general/allow_live_streaming": "true",
        **{
            f"{option}/allow_live_streaming": "true"
            for option in (
                *("security", "meeting_security"),
                *("meeting_authentication", "recording_authentication"),
            )
        },
    }
    secrets = {
        "schedule_meeting/pmi_password": "SECRET-1",
        "schedule_meeting/host_key": "123456",
        "passcode/of_everyone": "SECRET-2",
    }
    found = values(rows, "secret_value").items()
    assert {name: value for name, value in found if value} == (secrets if everything else {})


def test_a_list_that_two_options_have_is_a_record_of_each() -> None:
    with small() as zoom:
        rows = read(zoom, ["account_settings"]).records["account_settings"]

    assert {row["area"] for row in rows if row["name"] == "authentication_options"} == {
        "meeting_authentication",
        "recording_authentication",
    }


def test_a_lock_is_on_or_off_or_unknown() -> None:
    body = {"in_meeting": {"chat": True, "polls": False, "chime": "true", "ranges": "192.0.2.0/24"}}
    with small() as zoom:
        zoom.faults.add(LOCKS, kind="body", body=body)
        output = read(zoom, ["account_lock_settings"])

    assert values(output.records["account_lock_settings"], "locked") == {
        "in_meeting/chat": True,
        "in_meeting/polls": False,
        "in_meeting/chime": True,
        "in_meeting/ranges": None,
    }
    assert output.error is None


def test_settings_are_read_if_locks_or_some_of_their_parts_are_not() -> None:
    streams = ["account_settings", "account_lock_settings"]
    with small() as zoom:
        zoom.faults.add(LOCKS, status=404, code=2001, message="Account does not exist: me")
        zoom.faults.add(SETTINGS, status=500, query="option=security")
        output = read(zoom, streams)
        held = truth(zoom, streams)["account_settings"]

    assert output.error is not None
    assert values(output.records["account_settings"]).keys() == {
        name for name in values(held) if not name.startswith("security/")
    }
    assert "account unknown here" in output.log


def test_an_answer_without_any_known_object_is_a_failure_and_not_a_setting() -> None:
    with small() as zoom:
        zoom.faults.add(SETTINGS, kind="body", body={"status": "maintenance"})
        output = read(zoom, ["account_settings"])

    assert output.error is not None
    assert not output.records["account_settings"]
