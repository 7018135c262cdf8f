"""Pagination."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import sandbox
from sandbox.routes import ENDPOINTS
from tests.sandbox.client import NOW, Client

if TYPE_CHECKING:
    from sandbox import Zoom

INVALID = "The next page token is invalid or expired."


def first_token(client: Client, **query: str | int) -> str:
    token = client.json("/users", page_size=2, **query)["next_page_token"]
    assert isinstance(token, str)
    return token


def test_a_token_returns_the_next_page(client: Client) -> None:
    first = client.json("/users", page_size=2)
    second = client.json("/users", page_size=2, next_page_token=first["next_page_token"])

    assert len(first["users"]) == len(second["users"]) == 2
    assert first["users"] != second["users"]
    assert first["total_records"] == 5


@pytest.mark.parametrize(
    "other", [{"page_size": 3}, {"page_size": 2, "status": "active"}, {}], ids=str
)
def test_a_token_is_bound_to_the_other_parameters(
    client: Client, other: dict[str, str | int]
) -> None:
    response = client.get("/users", next_page_token=first_token(client), **other)

    assert response.status_code == 400
    assert response.json() == {"code": 300, "message": INVALID}


def test_a_token_is_bound_to_the_path(zoom: Zoom, client: Client) -> None:
    user = zoom.truth()["users"][0]["id"]
    token = first_token(client)
    response = client.get(f"/users/{user}/meetings", page_size=2, next_page_token=token)

    assert response.json()["message"] == INVALID


def test_a_token_expires_by_the_sandboxs_clock(zoom: Zoom, client: Client) -> None:
    token = first_token(client)
    zoom.clock.advance(899)
    assert client.get("/users", page_size=2, next_page_token=token).status_code == 200
    zoom.clock.advance(2)
    assert client.json("/users", page_size=2, next_page_token=token)["message"] == INVALID
    assert not zoom.log[-1].malformed


@pytest.mark.parametrize("token", ["x", "%%%", "AAAA", "A" * 28])
def test_forged_tokens_are_rejected(client: Client, token: str) -> None:
    assert client.json("/users", page_size=2, next_page_token=token)["message"] == INVALID


def test_the_last_page_differs_between_endpoints(zoom: Zoom, client: Client) -> None:
    truth = zoom.truth()
    meeting = sandbox.wire_uuid(truth["report_meetings"][0]["uuid"])
    webinar = sandbox.wire_uuid(truth["report_webinars"][0]["uuid"])

    assert client.json("/users")["next_page_token"] == ""
    assert "next_page_token" not in client.json(f"/past_meetings/{meeting}/participants")
    assert client.json(f"/report/webinars/{webinar}/participants")["next_page_token"] is None


def test_too_large_a_page_size_is_reduced_or_rejected(zoom: Zoom, client: Client) -> None:
    user = zoom.truth()["users"][0]["id"]

    assert client.json("/users", page_size=2000)["page_size"] == 300
    assert client.json(f"/chat/users/{user}/channels", page_size=1000)["page_size"] == 300
    assert client.get("/chat/channels", page_size=20).status_code == 200
    assert client.get("/chat/channels", page_size=21).status_code == 400
    assert zoom.log[-1].malformed


@pytest.mark.parametrize("size", ["0", "-1", "x", "1.5", ""])
def test_a_page_size_is_a_positive_number(zoom: Zoom, client: Client, size: str) -> None:
    assert client.get("/users", page_size=size).status_code == 400
    assert zoom.log[-1].malformed


def test_page_numbers_still_work_where_they_are_documented(zoom: Zoom, client: Client) -> None:
    first = client.json("/users", page_size=2)
    second = client.json("/users", page_size=2, next_page_token=first["next_page_token"])
    by_number = client.json("/users", page_size=2, page_number=2)

    assert by_number["users"] == second["users"]
    assert client.get("/chat/channels", page_number=2).status_code == 400
    assert zoom.log[-1].malformed


def test_the_default_page_size_is_the_documented_one(client: Client) -> None:
    assert client.json("/users")["page_size"] == 30
    assert client.json("/chat/channels")["page_size"] == 10


def test_odd_pagination() -> None:
    options = sandbox.Options(now=NOW, limits=False, oddities="empty_page,repeated_token")
    with sandbox.running(options) as zoom, Client(zoom) as client:
        one = client.json("/users", page_size=3)
        two = client.json("/users", page_size=3, next_page_token=one["next_page_token"])
        three = client.json("/users", page_size=3, next_page_token=two["next_page_token"])

        assert two["users"] == []
        assert len(three["users"]) == 2
        assert three["next_page_token"] == two["next_page_token"], "a token that never ends"


def test_page_cap_makes_many_pages_of_little_data() -> None:
    options = sandbox.Options(now=NOW, limits=False, page_cap=2)
    with sandbox.running(options) as zoom, Client(zoom) as client:
        assert len(client.json("/users", page_size=300)["users"]) == 2
        assert len(client.rows("/users", "users", page_size=300)) == 5


def test_every_endpoint_has_a_label_and_scopes_of_both_families() -> None:
    assert len({endpoint.template for endpoint in ENDPOINTS}) == len(ENDPOINTS)
    for endpoint in ENDPOINTS:
        assert endpoint.label
        assert re.search(r":(read|master|admin)$", endpoint.classic[0])
        assert re.search(r":(admin|master)$", endpoint.granular[-1])
