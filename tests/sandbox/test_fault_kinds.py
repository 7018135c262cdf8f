"""What each kind of fault sends."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import requests

from sandbox.faults import KINDS

if TYPE_CHECKING:
    from sandbox import Zoom
    from tests.sandbox.client import Client

INSTEAD: dict[str, tuple[dict[str, Any], int, bytes]] = {
    "a status with Zoom's code": (
        {"kind": "status", "status": 404, "code": 404, "message": "No."},
        404,
        b'{"code":404,"message":"No."}',
    ),
    "a status without a code": (
        {"kind": "status", "status": 500},
        500,
        b'{"message":"It went wrong."}',
    ),
    "an object without a list": ({"kind": "body"}, 200, b"{}"),
    "an array": ({"kind": "body", "body": []}, 200, b"[]"),
    "Latin-1": ({"kind": "body", "body": b'"d\xe9j\xe0"'}, 200, b'"d\xe9j\xe0"'),
    "null": ({"kind": "body", "body": "null"}, 200, b"null"),
    "nothing": ({"kind": "empty"}, 200, b""),
    "nothing, not found": ({"kind": "empty", "status": 404}, 404, b""),
    "a page": ({"kind": "page", "status": 400, "body": "<html>"}, 400, b"<html>"),
    "a refusal": ({"kind": "refused"}, 400, b'{"code":200,"message":"No permission."}'),
    "a license": (
        {"kind": "refused", "message": "Only available for Paid user"},
        400,
        b'{"code":200,"message":"Only available for Paid user"}',
    ),
}


@pytest.mark.parametrize("case", INSTEAD)
def test_it_replaces_the_response(zoom: Zoom, client: Client, case: str) -> None:
    fault, status, body = INSTEAD[case]
    zoom.faults.add("^/users$", **fault)
    response = client.get("/users")

    assert (response.status_code, response.content) == (status, body)
    assert (zoom.log[-1].fault, zoom.log[-1].status) == (fault["kind"], status)


def test_the_readme_names_all_kinds() -> None:
    text = (Path(__file__).parents[2] / "sandbox/README.md").read_text()

    assert [kind for kind in KINDS if f"`{kind}`" not in text] == []


def test_a_host_whose_windows_are_all_too_old(zoom: Zoom, client: Client) -> None:
    one, other = (row["id"] for row in zoom.truth()["users"][:2])
    zoom.faults.add("^/report/users/{userId}/meetings$", kind="too_old", items=one)
    window = {"from": "2026-11-01", "to": "2026-11-19"}

    assert "last six months" in client.json(f"/report/users/{one}/meetings", **window)["message"]
    assert client.get(f"/report/users/{other}/meetings", **window).ok


def test_a_redirect_leads_to_a_page_that_is_in_the_log(zoom: Zoom, client: Client) -> None:
    zoom.faults.add("^/users$", kind="redirect")
    response = client.get("/users")

    assert response.history[0].status_code == 302
    assert response.headers["Content-Type"] == "text/html"
    assert [entry.path for entry in zoom.log] == ["/v2/users", "/portal"]


def test_errors_that_repeat_credentials(zoom: Zoom, client: Client) -> None:
    zoom.faults.add(kind="echo", status=401)
    secret = zoom.config()["client_secret"]
    token = str(client.session.headers["Authorization"])

    assert token in client.json("/users")["message"]
    response = client.token()
    assert response.status_code == 401
    assert secret in response.json()["reason"]
    assert base64.b64encode(f"{zoom.config()['client_id']}:{secret}".encode()).decode() in (
        response.text
    )


def test_any_header_can_be_absurd(zoom: Zoom, client: Client) -> None:
    date = "Fri, 31 Dec 9999 23:59:59 GMT"
    zoom.faults.add(kind="headers", headers={"Date": date})

    assert client.get("/users").headers["Date"] == date
    assert client.token().headers["Date"] == date


@pytest.mark.parametrize("path", ["/users", "/nowhere"])
def test_dates_of_responses_follow_the_clock(zoom: Zoom, client: Client, path: str) -> None:
    zoom.clock.advance(days=30)

    for response in (client.get(path), client.token(), client.token(account_id="?")):
        assert response.headers["Date"] == "Sun, 20 Dec 2026 12:00:00 GMT"


@pytest.mark.parametrize("kind", ["huge", "gzip_bomb"])
def test_a_body_can_be_large(zoom: Zoom, client: Client, kind: str) -> None:
    truth = client.json("/users")
    zoom.faults.add("^/users$", kind=kind, mib=3)
    response = client.get("/users")

    assert len(response.content) > 3 << 20
    assert (int(response.headers["Content-Length"]) < 20_000) == (kind == "gzip_bomb")
    assert response.json() == truth


def test_a_body_can_come_byte_by_byte(zoom: Zoom, client: Client) -> None:
    truth = client.json("/users", page_size=1)
    zoom.faults.add("^/users$", kind="drip", seconds=0)

    assert client.json("/users", page_size=1) == truth


def test_dripping_ends_when_the_client_leaves(zoom: Zoom, client: Client) -> None:
    zoom.faults.add("^/users$", kind="drip", seconds=30)
    with pytest.raises(requests.exceptions.RequestException):
        client.session.get(f"{zoom.api_url}/users", timeout=0.1)
    zoom.faults.clear()

    assert client.get("/users").ok


def test_text_behind_the_body(zoom: Zoom, client: Client) -> None:
    truth = client.get("/users").content
    zoom.faults.add("^/users$", kind="junk", body=b"\x00<!--")

    assert client.get("/users").content == truth + b"\x00<!--"


@pytest.mark.parametrize(
    ("flaw", "value"),
    [
        ("nan", b"NaN"),
        ("latin-1", b'"d\xe9j\xe0"'),
        ("nul", rb'"a\u0000b"'),
        ("surrogate", rb'"\ud83d"'),
        ("deep", b"[" * 2000 + b"]" * 2000),
    ],
)
@pytest.mark.parametrize("path", ["/users", "/users/me"])
def test_a_field_that_is_hard_to_read(
    zoom: Zoom, client: Client, path: str, flaw: str, value: bytes
) -> None:
    zoom.faults.add("^/users", kind="odd_field", flaw=flaw)

    assert b'"odd_field":' + value in client.get(path).content


def test_a_test_can_change_the_body(zoom: Zoom, client: Client) -> None:
    zoom.faults.add("^/users$", kind="edit", change=lambda body: [*body["users"][:1], body])

    assert client.json("/users")[0]["email"] == "user0@example.com"  # type: ignore[index]


def test_any_signed_in_app_can_read_its_own_user(zoom: Zoom, client: Client) -> None:
    assert client.json("/users/me")["email"] == "user0@example.com"
    assert (zoom.log[-1].template, zoom.log[-1].item) == ("/users/{userId}", "me")
    assert zoom.log[-1].label == "Light"


def test_without_the_scope_the_own_user_is_refused(zoom: Zoom, client: Client) -> None:
    scopes = set(zoom.scopes)
    zoom.scopes = scopes - {"user:read:user:admin"}
    try:
        client.login()
        assert client.json("/users/me")["code"] == 4711
    finally:
        zoom.scopes = scopes
