"""What the SDK offers on top: stream maps, flattening, batches."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from sandbox import SECRET
from tests.e2e.expected import catalog_of
from tests.e2e.harness import account, extract

if TYPE_CHECKING:
    from sandbox import Zoom

pytestmark = pytest.mark.e2e


def test_what_a_filter_takes_out_takes_its_children_along(zoom: Zoom) -> None:
    everything = extract(zoom, catalog_of("meetings", "meeting_polls"))
    kept = everything.ids("meeting_polls", "meeting_id")[0]
    maps = {"meetings": {"__filter__": f"id == {kept}"}}
    output = extract(zoom, catalog_of("meetings", "meeting_polls"), stream_maps=maps)

    assert output.ids("meetings") == [kept]
    assert set(output.ids("meeting_polls", "meeting_id")) == {kept}


def test_a_filtered_user_is_no_host(zoom: Zoom) -> None:
    host = zoom.account.user(0).id
    maps = {"users": {"__filter__": f"id == '{host}'"}}
    output = extract(zoom, catalog_of("users", "meetings", "webinars"), stream_maps=maps)

    assert output.ids("users") == [host]
    assert set(output.ids("meetings", "user_id")) == {host}


def test_a_column_can_be_hashed_and_another_left_out(zoom: Zoom) -> None:
    maps = {"users": {"email": "md5(email)", "last_name": None}}
    output = extract(zoom, catalog_of("users"), stream_maps=maps)

    assert all(len(email) == 32 and "@" not in email for email in output.ids("users", "email"))
    assert not any("last_name" in row for row in output.records["users"])


def test_a_stream_can_be_renamed(zoom: Zoom) -> None:
    maps = {"users": {"__alias__": "zoom_users"}}
    output = extract(zoom, catalog_of("users", "meetings"), stream_maps=maps)

    assert set(output.schemas) == {"zoom_users", "meetings"}
    assert len(output.records["zoom_users"]) == len(zoom.truth()["users"])
    assert output.records["meetings"]


def test_nested_fields_can_be_flattened(zoom: Zoom) -> None:
    settings: dict[str, Any] = {"flattening_enabled": True, "flattening_max_depth": 1}
    output = extract(zoom, catalog_of("meetings"), **settings)

    properties = output.schemas["meetings"]["properties"]
    assert "settings__approval_type" in properties
    assert "settings" not in properties
    assert any(row.get("settings__approval_type") == 2 for row in output.records["meetings"])


def _batched(zoom: Zoom, stream: str, folder: Path) -> list[dict[str, Any]]:
    """Records of a stream, from the files that a run puts into a folder."""
    batches = {
        "encoding": {"format": "jsonl", "compression": "gzip"},
        "storage": {"root": folder.as_uri(), "prefix": ""},
    }
    output = extract(zoom, catalog_of(stream), batch_config=batches)
    files = [name for message in output.others for name in message["manifest"]]
    texts = [gzip.decompress(Path(urlsplit(name).path).read_bytes()) for name in files]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def test_records_can_go_out_in_batches(zoom: Zoom, tmp_path: Path) -> None:
    assert len(_batched(zoom, "users", tmp_path)) == len(zoom.truth()["users"])


def test_a_batch_holds_no_secret(tmp_path: Path) -> None:
    with account(secrets="core") as zoom:
        rows = _batched(zoom, "meetings", tmp_path)

    assert rows
    assert SECRET not in json.dumps(rows)
