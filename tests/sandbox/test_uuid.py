"""UUIDs in paths, where the raw bytes matter."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import codec, wire_uuid

if TYPE_CHECKING:
    from sandbox import Zoom
    from tests.sandbox.client import Client


def uuids(zoom: Zoom) -> list[str]:
    return [row["uuid"] for row in zoom.truth()["report_meetings"]]


def once(uuid: str) -> str:
    return quote(uuid, safe="")


def twice(uuid: str) -> str:
    return once(once(uuid))


def test_the_account_has_uuids_of_every_awkward_kind(zoom: Zoom) -> None:
    found = uuids(zoom)

    assert any(uuid.startswith("/") for uuid in found)
    assert any("//" in uuid for uuid in found)
    assert any("/" in uuid and wire_uuid(uuid) == once(uuid) for uuid in found)
    assert any(uuid.startswith("+") for uuid in found)
    assert all(uuid.endswith("==") for uuid in found)


def test_every_uuid_is_found_if_encoded_as_zoom_requires(zoom: Zoom, client: Client) -> None:
    for uuid in uuids(zoom):
        response = client.get(f"/past_meetings/{wire_uuid(uuid)}")

        assert response.json()["uuid"] == uuid
    assert not any(entry.malformed for entry in zoom.log)


def test_any_other_encoding_is_not_found_and_malformed(zoom: Zoom, client: Client) -> None:
    for uuid in uuids(zoom):
        wrong = {once(uuid), twice(uuid)} - {wire_uuid(uuid)}
        for path in wrong:
            zoom.log.clear()
            response = client.get(f"/past_meetings/{path}")

            assert (response.status_code, response.json()["code"]) == (404, 3001)
            assert zoom.log[-1].malformed


def test_a_bare_slash_separates_segments(zoom: Zoom, client: Client) -> None:
    uuid = next(u for u in uuids(zoom) if "/" in u and "//" not in u and not u.startswith("/"))

    assert client.get(f"/past_meetings/{uuid}").json()["code"] == 2300


def test_percent_encodings_may_be_lowercase(zoom: Zoom, client: Client) -> None:
    uuid = next(u for u in uuids(zoom) if u == codec.wire_uuid(u).replace("%3D", "="))
    path = wire_uuid(uuid).replace("%3D", "%3d")

    assert client.get(f"/past_meetings/{path}").status_code == 200


def test_the_log_has_the_raw_path(zoom: Zoom, client: Client) -> None:
    uuid = next(u for u in uuids(zoom) if u.startswith("/"))
    client.get(f"/past_meetings/{wire_uuid(uuid)}/polls")

    assert zoom.log[-1].path == f"/v2/past_meetings/{twice(uuid)}/polls"
    assert zoom.log[-1].template == "/past_meetings/{meetingId}/polls"


@pytest.mark.parametrize("uuid", ["AAAAAAAAAAAAAAAAAAAAAA==", "x", "ä"])
def test_unknown_uuids_are_not_malformed(zoom: Zoom, client: Client, uuid: str) -> None:
    assert client.get(f"/past_meetings/{wire_uuid(uuid)}").status_code == 404
    assert not zoom.log[-1].malformed


@given(st.integers(0, 10**6), st.integers(0, 10**5), st.integers(0, 99))
def test_a_sessions_uuid_encodes_host_and_number(host: int, number: int, seed: int) -> None:
    uuid = codec.session_uuid(seed, host, number)

    assert codec.session_place(seed, uuid) == (host, number)
    assert codec.session_place(seed + 1, uuid) is None


@given(st.integers(0, 10**6), st.integers(0, 4000))
def test_a_meeting_id_encodes_its_host(host: int, number: int) -> None:
    meeting = codec.meeting_id(host, number)

    assert 2**32 < meeting < 10**11
    assert codec.host_of_meeting(meeting) == host
    assert codec.host_of_meeting(codec.pmi(host)) == host
    assert len(str(codec.pmi(host))) == 10


@given(st.integers(0, 10**6), st.integers(0, 99))
def test_a_user_id_encodes_its_index(index: int, seed: int) -> None:
    text = codec.user_id(seed, index)

    assert len(text) == 22
    assert codec.user_index(seed, text) == index
