"""The hosts of the account: read once, when first needed, and announced when prefetched."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tap_zoom.api.pagination import ResultSet
from tap_zoom.api.response import parse_response
from tap_zoom.base.stream import ZoomStream
from tap_zoom.run.context import Run
from tap_zoom.run.hosts import Hosts
from tap_zoom.tap import TapZoom

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tap_zoom.api.request import Request


class Users:
    """Publishes the hosts when it is read."""

    def __init__(self, ids: list[str], *, unavailable: bool = False) -> None:
        self.hosts = Hosts(self.read)
        self.reads = 0
        self._ids = ids
        self._unavailable = unavailable

    def read(self) -> None:
        """Read the users."""
        self.reads += 1
        self.hosts.publish(self._ids, unavailable=self._unavailable)


@pytest.mark.parametrize("ids", [["a", "b"], []])
def test_the_users_are_read_once_and_only_if_hosts_are_needed(ids: list[str]) -> None:
    users = Users(ids)
    assert users.reads == 0

    assert users.hosts.ids == ids
    assert users.hosts.ids == ids
    assert users.reads == 1


def test_published_hosts_need_no_reading() -> None:
    users = Users(["a"])
    users.hosts.publish(["b"], unavailable=False)

    assert users.hosts.ids == ["b"]
    assert users.reads == 0


def test_there_are_no_hosts_if_reading_publishes_none() -> None:
    assert Hosts(lambda: None).ids == []


@pytest.mark.parametrize("unavailable", [False, True])
def test_hosts_are_unavailable_if_the_list_of_users_is(*, unavailable: bool) -> None:
    users = Users([], unavailable=unavailable)
    assert not users.hosts.unavailable

    assert users.hosts.ids == []
    assert users.hosts.unavailable == unavailable


def test_announced_hosts_reach_all_listeners() -> None:
    """Announcing neither reads the users nor publishes the hosts."""
    users = Users(["a"])
    users.hosts.announce(["before anything listens"])
    first: list[Sequence[str]] = []
    second: list[Sequence[str]] = []
    users.hosts.on_announced(first.append)
    users.hosts.on_announced(second.append)
    users.hosts.announce(["b"])

    assert first == second == [["b"]]
    assert users.reads == 0
    assert users.hosts.ids == ["a"]


@pytest.mark.parametrize("count", [0, 1])
def test_whether_anything_waits_for_the_hosts_is_known(count: int) -> None:
    hosts = Hosts(lambda: None)
    for _ in range(count):
        hosts.on_announced(lambda _: None)

    assert hosts.has_listeners == bool(count)


# --- with the tap -----------------------------------------------------------------------------


def tap_with(selected: str) -> TapZoom:
    """Return a tap of which one stream is selected."""
    config = {"client_id": "id", "client_secret": "s3cret", "account_id": "acc"}
    catalog: dict[str, Any] = TapZoom(config=config).catalog_dict
    catalog["streams"] = [e for e in catalog["streams"] if e["tap_stream_id"] == selected]
    return TapZoom(config=config, catalog=catalog)


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[Request]:
    """Answer each list of users with one user; return the requests so far."""
    requests: list[Request] = []

    def fetch(_: Run, request: Request) -> ResultSet:
        requests.append(request)
        users = [{"id": dict(request.params)["status"], "status": "active"}]
        found = ResultSet(request)
        found.advance(parse_response(request, 200, json.dumps({"users": users}).encode()))
        return found

    monkeypatch.setattr(Run, "fetch", fetch)
    return requests


@pytest.mark.parametrize("selected", ["report_meetings", "users"])
def test_hosts_are_known_even_if_users_are_not_selected(
    selected: str, fetched: list[Request]
) -> None:
    tap = tap_with(selected)

    assert tap.run.hosts.ids == ["active", "inactive"]
    assert tap.run.hosts.ids == ["active", "inactive"]
    assert [request.path for request in fetched] == ["/users", "/users"]


def test_a_connection_test_without_users_still_knows_the_hosts(fetched: list[Request]) -> None:
    """The SDK's connection test asks every stream for records, selected or not."""
    tap = tap_with("report_meetings")

    assert list(tap.streams["users"].get_records(None)) == []
    assert fetched == []
    assert tap.run.hosts.ids == ["active", "inactive"]


def test_hosts_are_unavailable_if_the_endpoint_of_users_is(fetched: list[Request]) -> None:
    tap = tap_with("report_meetings")
    users = tap.streams["users"]
    assert isinstance(users, ZoomStream)
    users.mark_unavailable(users.path, "scope missing")

    assert tap.run.hosts.ids == []
    assert tap.run.hosts.unavailable
    assert fetched == []
