"""A stream made from the facts is complete but for what only a person can say."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

import facts
from scripts.format_schemas import formatted
from scripts.make_stream.__main__ import ROOT, main
from tests.facts.documented import columns_of

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of what the script writes to."""
    (tmp_path / "schemas").mkdir()
    shutil.copytree(ROOT / "tap_zoom" / "streams", tmp_path / "tap_zoom" / "streams")
    return tmp_path


def make(project: Path, arguments: str, plan: str = "") -> int:
    return main([*arguments.split(), "--root", str(project), "--plan", plan])


def schema(project: Path, stream: str) -> dict[str, Any]:
    text = (project / "schemas" / f"{stream}.json").read_text(encoding="utf-8")
    assert text == formatted(text)
    found: dict[str, Any] = json.loads(text)
    return found


def module(project: Path, name: str) -> str:
    return (project / "tap_zoom" / "streams" / name).read_text(encoding="utf-8")


def test_a_schema_has_each_documented_field_and_placeholders_for_what_nobody_has_said(
    project: Path,
) -> None:
    assert make(project, "new_receptionists /phone/auto_receptionists") == 0

    found = schema(project, "new_receptionists")
    Draft202012Validator.check_schema(found)
    endpoint = facts.find("/phone/auto_receptionists")
    assert endpoint is not None
    columns = dict(columns_of(found, ""))
    rows = facts.rows(endpoint, "auto_receptionists")
    assert {name: kind for name, (kind, _) in columns.items()} == {
        name: field.type for name, field in rows.items()
    }
    properties = found["properties"]
    assert list(properties) == ["id", *sorted(properties.keys() - {"id"})]
    assert properties["id"] == {"type": "string", "maxLength": 255, "description": "TODO"}
    assert properties["site"]["properties"]["name"]["description"] == "Name of the site"


def test_a_declaration_is_what_the_facts_say(project: Path) -> None:
    make(project, "new_receptionists /phone/auto_receptionists")

    text = module(project, "phone/inventory.py")
    assert text.endswith("    NewReceptionists,\n)\n")
    _, _, declared = text.partition("class NewReceptionists(")
    assert (
        declared.partition("\n\n\n")[0]
        == """\
ZoomStream):
    \"\"\"TODO.\"\"\"

    name = "new_receptionists"
    selected_by_default = False
    path = "/phone/auto_receptionists"
    records_key = "auto_receptionists"
    rate_limit_label = RateLimitLabel.PHONE_MEDIUM
    page_size = 100
    scopes = Scopes(("phone:read:list_auto_receptionists:admin",), ("phone:read:admin",))
    plan_requirement = PLAN
    primary_keys = ("id",)
    replication_key = None"""
    )


def test_a_child_gets_the_id_of_its_parent_and_the_parent_gives_it(project: Path) -> None:
    # Any parent without other children will do.
    make(project, "new_devices /rooms/{roomId}/devices --parent tracking_fields", "Zoom Rooms")

    assert 'child_context_fields = {"room_id": "id"}' in module(project, "security.py")
    text = module(project, "rooms.py")
    assert "from tap_zoom.streams.security import TrackingFields" in text
    assert "parent_stream_type = TrackingFields" in text
    assert 'path = "/rooms/{room_id}/devices"' in text
    assert 'primary_keys = ("room_id", "id")' in text
    assert list(schema(project, "new_devices")["properties"])[:2] == ["room_id", "id"]


def test_a_list_by_date_has_windows(project: Path) -> None:
    arguments = "new_engagements /contact_center/analytics/dataset/historical/engagement --date"
    make(project, f"{arguments} start_time --rows engagements", "Contact Center")

    text = module(project, "contact_center/performance.py")
    assert "class NewEngagements(WindowedStream)" in text
    assert 'window_parameters = ("start_time_from", "start_time_to")' in text
    assert "RateLimitLabel.CONTACT_CENTER_HEAVY" in text
    key = schema(project, "new_engagements")["properties"]["start_time"]
    assert key["format"] == "date-time"


def test_a_required_parameter_makes_lists_that_the_rows_tell_apart(project: Path) -> None:
    make(project, "new_devices /phone/devices")

    text = module(project, "phone/inventory.py")
    assert 'query_variants = ({"type": "assigned"}, {"type": "unassigned"})' in text
    assert 'variant_fields = {"type": "type"}' in text
    assert "type" in schema(project, "new_devices")["properties"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("users /users", "the stream users exists already"),
        ("sites /phone/site", "facts/endpoints.json has no /phone/site"),
        ("settings /users/{userId}/settings --in security --rows -", "--parent users"),
        ("logs /phone/reports/operationlogs", "--date time"),
        ("apps /divisions", "--in security"),
        ("children /rooms/{id}/devices --parent room", "--parent: no stream is named room"),
        ("sites /phone/sites --key uuid", "--key: the rows have no field uuid"),
    ],
)
def test_what_the_facts_dont_say_is_asked_for(
    arguments: str, said: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make(project, arguments) == 2

    assert said in capsys.readouterr().err
    assert not list((project / "schemas").iterdir())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("new_devices /devices --in rooms --key device_id", "which granular scope is it"),
        ("new_divisions /divisions --in security", "which classic scope is it"),
        (
            "new_events /zoom_events/events",
            "without event_status_type, Zoom lists only 'upcoming'",
        ),
        ("new_spaces /workspaces --in rooms", "Zoom requires the parameter location_id"),
        ("new_surveys /surveys --in security", "Zoom names no maximum of page_size"),
        ("new_versions /metrics/client_versions --in rooms", "the rows have no id"),
    ],
)
def test_what_has_to_be_decided_by_hand_is_printed(
    arguments: str, said: str, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert make(project, arguments) == 0

    assert said in capsys.readouterr().out


def test_the_line_for_the_sandbox_is_printed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make(project, "new_devices /phone/devices")

    line = 'Plain("new_devices", "/phone/devices", key="id", each=("type", ("assigned", '
    assert line in capsys.readouterr().out


def test_no_declaration_is_left_undescribed() -> None:
    texts = [p.read_text(encoding="utf-8") for p in (ROOT / "tap_zoom").rglob("*.py")]

    assert not [text for text in texts if "TODO" in text]


def test_a_list_by_date_of_each_parent_has_windows_too(project: Path) -> None:
    # Any parent will do.
    make(project, "new_sessions /phone/sms/sessions/{sessionId} --parent tracking_fields")

    text = module(project, "phone/messages.py")
    assert "class NewSessions(ChildWindowsStream)" in text
    assert "replication_key = None" in text
