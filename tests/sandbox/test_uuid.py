"""UUIDs in paths: the bytes on the wire decide."""

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


def test_every_uuid_is_understood_when_encoded_as_zoom_asks(zoom: Zoom, client: Client) -> None:
    for uuid in uuids(zoom):
        answer = client.get(f"/past_meetings/{wire_uuid(uuid)}")

        assert answer.json()["uuid"] == uuid
    assert not any(entry.malformed for entry in zoom.log)


def test_any_other_encoding_names_nothing_and_is_malformed(zoom: Zoom, client: Client) -> None:
    for uuid in uuids(zoom):
        wrong = {once(uuid), twice(uuid)} - {wire_uuid(uuid)}
        for path in wrong:
            zoom.log.clear()
            answer = client.get(f"/past_meetings/{path}")

            assert (answer.status_code, answer.json()["code"]) == (404, 3001)
            assert zoom.log[-1].malformed


def test_a_bare_slash_is_a_border(zoom: Zoom, client: Client) -> None:
    uuid = next(u for u in uuids(zoom) if "/" in u and "//" not in u and not u.startswith("/"))

    assert client.get(f"/past_meetings/{uuid}").json()["code"] == 2300


def test_digits_of_encodings_may_be_small(zoom: Zoom, client: Client) -> None:
    uuid = next(u for u in uuids(zoom) if u == codec.wire_uuid(u).replace("%3D", "="))
    path = wire_uuid(uuid).replace("%3D", "%3d")

    assert client.get(f"/past_meetings/{path}").status_code == 200


def test_the_log_has_the_path_as_it_came(zoom: Zoom, client: Client) -> None:
    uuid = next(u for u in uuids(zoom) if u.startswith("/"))
    client.get(f"/past_meetings/{wire_uuid(uuid)}/polls")

    assert zoom.log[-1].path == f"/v2/past_meetings/{twice(uuid)}/polls"
    assert zoom.log[-1].template == "/past_meetings/{meetingId}/polls"


@pytest.mark.parametrize("uuid", ["AAAAAAAAAAAAAAAAAAAAAA==", "x", "ä"])
def test_unknown_uuids_are_unknown_but_not_malformed(zoom: Zoom, client: Client, uuid: str) -> None:
    assert client.get(f"/past_meetings/{wire_uuid(uuid)}").status_code == 404
    assert not zoom.log[-1].malformed


@given(st.integers(0, 10**6), st.integers(0, 10**5), st.integers(0, 99))
def test_a_sessions_place_can_be_read_from_its_uuid(host: int, number: int, seed: int) -> None:
    uuid = codec.session_uuid(seed, host, number)

    assert codec.session_place(seed, uuid) == (host, number)
    assert codec.session_place(seed + 1, uuid) is None


@given(st.integers(0, 10**6), st.integers(0, 4000))
def test_a_host_can_be_read_from_a_meetings_number(host: int, number: int) -> None:
    meeting = codec.meeting_id(host, number)

    assert 2**32 < meeting < 10**11
    assert codec.host_of_meeting(meeting) == host
    assert codec.host_of_meeting(codec.pmi(host)) == host
    assert len(str(codec.pmi(host))) == 10


@given(st.integers(0, 10**6), st.integers(0, 99))
def test_a_user_can_be_found_by_his_id(index: int, seed: int) -> None:
    text = codec.user_id(seed, index)

    assert len(text) == 22
    assert codec.user_index(seed, text) == index
