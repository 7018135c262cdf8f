"""Refresh tokens: Zoom returns a new one for each use, which has to be stored in time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import requests

from tap_zoom.exceptions import ConfigError
from tests.api.auth_helpers import (
    API_URL,
    REFRESH_TOKEN,
    TOKEN_URL,
    auth_error,
    make_auth,
    open_store,
    sent_refresh_tokens,
    stored_token,
    token_response,
    user_auth,
)

if TYPE_CHECKING:
    from pathlib import Path

    from requests_mock import Mocker
    from requests_mock.request import _RequestObjectProxy

    from tap_zoom.api.token_store import TokenStore


def test_refresh_token_is_stored_before_the_access_token_is_used(
    requests_mock: Mocker, token_file: Path, store: TokenStore
) -> None:
    requests_mock.post(TOKEN_URL, **token_response(refresh_token="next-refresh"))
    seen: list[str] = []

    def respond(request: _RequestObjectProxy, _: object) -> str:
        seen.extend((request.headers["Authorization"], stored_token(token_file)))
        return ""

    requests_mock.get(API_URL, text=respond)
    requests.get(API_URL, auth=user_auth(store), timeout=1)

    assert seen == ["Bearer access-1", "next-refresh"]


def test_each_refresh_uses_the_latest_token(
    requests_mock: Mocker, token_file: Path, store: TokenStore
) -> None:
    responses = [token_response(n, refresh_token=f"next-refresh-{n}") for n in (1, 2)]
    requests_mock.post(TOKEN_URL, responses)
    auth = user_auth(store)
    auth.refresh(auth.token.access_token)

    assert sent_refresh_tokens(requests_mock) == [REFRESH_TOKEN, "next-refresh-1"]
    assert stored_token(token_file) == "next-refresh-2"


def test_next_run_uses_the_stored_token(requests_mock: Mocker, token_file: Path) -> None:
    responses = [token_response(n, refresh_token=f"next-refresh-{n}") for n in (1, 2)]
    requests_mock.post(TOKEN_URL, responses)
    for _ in range(2):
        _ = user_auth(open_store(token_file)).token

    assert sent_refresh_tokens(requests_mock)[-1] == "next-refresh-1"


def test_token_that_another_run_stored_meanwhile_is_used(
    requests_mock: Mocker, token_file: Path, store: TokenStore
) -> None:
    responses = [token_response(1, refresh_token="next-refresh-1"), token_response(2)]
    requests_mock.post(TOKEN_URL, responses)
    auth = user_auth(store)
    stale = auth.token.access_token
    open_store(token_file).save("next-refresh-of-other")
    auth.refresh(stale)

    assert sent_refresh_tokens(requests_mock)[-1] == "next-refresh-of-other"


def test_refresh_holds_the_lock(requests_mock: Mocker, token_file: Path, store: TokenStore) -> None:
    """No other process can refresh between reading the token and replacing it."""
    other = open_store(token_file)

    def interrupt(_: float) -> None:
        raise InterruptedError

    def respond(*_: object) -> dict[str, str]:
        with pytest.raises(InterruptedError), other.lock(interrupt):
            pytest.fail("the lock was free")
        return {"access_token": "access-1", "refresh_token": "next-refresh"}

    requests_mock.post(TOKEN_URL, json=respond)
    _ = user_auth(store).token

    with other.lock(lambda _: pytest.fail("the lock was not released")):
        pass


@pytest.mark.parametrize("field", [{}, {"refresh_token": None}, {"refresh_token": ""}])
def test_old_token_stays_in_use_if_zoom_returns_no_new_one(
    requests_mock: Mocker, store: TokenStore, field: dict[str, Any]
) -> None:
    requests_mock.post(TOKEN_URL, **token_response(**field))
    auth = user_auth(store)
    auth.refresh(auth.token.access_token)

    assert sent_refresh_tokens(requests_mock)[-1] == REFRESH_TOKEN
    assert store.load() == REFRESH_TOKEN


def test_newly_configured_token_supersedes_the_stored_one(
    requests_mock: Mocker, token_file: Path, store: TokenStore
) -> None:
    """The user has authorized the app again."""
    responses = [token_response(1, refresh_token="next-refresh"), token_response(2)]
    requests_mock.post(TOKEN_URL, responses)
    _ = user_auth(store).token
    _ = make_auth(open_store(token_file, "new-token"), refresh_token="new-token").token

    assert sent_refresh_tokens(requests_mock)[-1] == "new-token"


def test_token_is_not_used_up_without_a_store_for_the_next(requests_mock: Mocker) -> None:
    error = auth_error(user_auth(None))

    assert isinstance(error, ConfigError)
    assert "token_file" in str(error)
    assert not requests_mock.called


def test_token_is_not_used_up_if_the_store_is_not_writable(
    requests_mock: Mocker, token_file: Path
) -> None:
    error = auth_error(user_auth(open_store(token_file / "no" / "x")))

    assert isinstance(error, ConfigError)
    assert not requests_mock.called


def test_access_token_is_not_used_if_its_refresh_token_could_not_be_stored(
    requests_mock: Mocker, store: TokenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    requests_mock.post(TOKEN_URL, **token_response(refresh_token="next-refresh"))

    def fail(_: str) -> None:
        raise ConfigError("no room")

    monkeypatch.setattr(store, "save", fail)
    auth = user_auth(store)
    assert str(auth_error(auth)) == "no room"
    assert str(auth_error(auth)) == "no room"
    assert requests_mock.call_count == 1
