"""Injected faults."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
import requests

import sandbox
from tests.sandbox.client import Client

if TYPE_CHECKING:
    from sandbox import Zoom


def statuses(client: Client, count: int) -> list[int]:
    return [client.get("/users").status_code for _ in range(count)]


def test_the_nth_request(zoom: Zoom, client: Client) -> None:
    fault = zoom.faults.add("/users$", status=404, body={"code": 3001}, nth=2)

    assert statuses(client, 3) == [200, 404, 200]
    assert (fault.matched, fault.struck) == (3, 1)


def test_every_kth_request(zoom: Zoom, client: Client) -> None:
    zoom.faults.add("/users$", every=2)

    assert statuses(client, 5) == [200, 500, 200, 500, 200]


def test_at_most_n_times(zoom: Zoom, client: Client) -> None:
    zoom.faults.add("/users$", times=2)

    assert statuses(client, 3) == [500, 500, 200]


def test_only_what_matches(zoom: Zoom, client: Client) -> None:
    zoom.faults.add("/chat/")

    assert statuses(client, 1) == [200]
    assert client.get("/chat/channels").status_code == 500


def test_a_rule_can_be_removed(zoom: Zoom, client: Client) -> None:
    fault = zoom.faults.add()
    assert statuses(client, 1) == [500]
    zoom.faults.remove(fault)
    assert statuses(client, 1) == [200]


def test_custom_body_and_headers(zoom: Zoom, client: Client) -> None:
    zoom.faults.add(status=429, body="busy", headers={"Retry-After": "7"}, times=1)
    response = client.get("/users")

    assert (response.status_code, response.text) == (429, "busy")
    assert response.headers["Retry-After"] == "7"


def test_a_connection_closed_without_response(zoom: Zoom, client: Client) -> None:
    zoom.faults.add(kind="reset", times=1)

    with pytest.raises(requests.ConnectionError):
        client.get("/users")
    assert zoom.log[-1].status == 0
    assert zoom.log[-1].fault == "reset"
    assert statuses(client, 1) == [200]


def test_a_truncated_body(zoom: Zoom, client: Client) -> None:
    zoom.faults.add(kind="cut", times=1)

    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        client.get("/users")
    assert statuses(client, 1) == [200]


def test_html_pages_instead_of_json(zoom: Zoom, client: Client) -> None:
    zoom.faults.add(kind="forbidden", times=1)
    zoom.faults.add(kind="html", times=1)

    for status in (200, 403):
        response = client.get("/users")
        assert response.status_code == status
        assert response.headers["Content-Type"] == "text/html"


def test_three_kinds_of_server_errors(zoom: Zoom, client: Client) -> None:
    zoom.faults.add(kind="5xx")

    assert set(statuses(client, 3)) == {500, 502, 503}


def test_a_slow_response(zoom: Zoom, client: Client) -> None:
    zoom.faults.add(kind="slow", seconds=0.05, times=1)
    start = time.monotonic()

    assert statuses(client, 1) == [200]
    assert time.monotonic() - start > 0.05


def test_a_token_invalidated_early(zoom: Zoom, client: Client) -> None:
    zoom.faults.add(kind="deadtoken", times=1)

    assert statuses(client, 2) == [401, 401]
    client.login()
    assert statuses(client, 1) == [200]


def test_unknown_kinds_are_rejected(zoom: Zoom) -> None:
    with pytest.raises(ValueError, match="not one of"):
        zoom.faults.add(kind="flood")


def test_random_faults_spare_token_requests() -> None:
    options = sandbox.Options(limits=False, faults={"5xx": 0.5})
    with sandbox.running(options) as zoom, Client(zoom) as client:
        assert all(client.token().ok for _ in range(20))
        found = statuses(client, 60)

        assert 10 < found.count(200) < 50
