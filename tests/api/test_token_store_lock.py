"""The lock that keeps two runs from using up the same refresh token."""

from __future__ import annotations

import errno
import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest

from tap_zoom.api.token_store import LOCK_POLL, LOCK_TIMEOUT
from tap_zoom.exceptions import ConfigError
from tests.api.auth_helpers import open_store
from tests.api.token_store_helpers import failing, file_names

if TYPE_CHECKING:
    from pathlib import Path

    from tap_zoom.api.token_store import TokenStore


def must_not_wait(_: float) -> None:
    """Take the place of ``sleep`` where the lock is expected to be free."""
    pytest.fail("the lock was not free")


def test_second_run_waits_until_the_first_releases_the_lock(
    store: TokenStore, token_file: Path
) -> None:
    first = ExitStack()
    first.enter_context(store.lock(must_not_wait))
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            first.close()

    with open_store(token_file).lock(sleep):
        assert waits == [LOCK_POLL, LOCK_POLL]


def test_error_releases_the_lock(store: TokenStore) -> None:
    with pytest.raises(ZeroDivisionError), store.lock(must_not_wait):
        raise ZeroDivisionError
    with store.lock(must_not_wait):
        pass


def test_released_lock_file_stays(tmp_path: Path, store: TokenStore) -> None:
    """Deleting it would let two runs hold locks on two files of the same name."""
    with store.lock(must_not_wait):
        pass

    assert file_names(tmp_path) == {"token.json.lock"}


def test_wait_for_the_lock_times_out(store: TokenStore) -> None:
    """The message names the lock file."""
    waits: list[float] = []
    with (
        store.lock(must_not_wait),
        pytest.raises(ConfigError, match=r"token\.json\.lock"),
        store.lock(waits.append),
    ):
        pass

    assert sum(waits) == LOCK_TIMEOUT


@pytest.mark.skipif(os.name == "nt", reason="Windows has no fcntl")
@pytest.mark.parametrize("code", [errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP])
def test_run_continues_on_a_file_system_without_locks(
    store: TokenStore, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr("fcntl.flock", failing(code))
    with store.lock(must_not_wait):
        pass


def test_lock_file_that_cannot_be_opened_is_an_error(tmp_path: Path, store: TokenStore) -> None:
    (tmp_path / "token.json.lock").mkdir()
    with pytest.raises(ConfigError, match="can't be opened"), store.lock(must_not_wait):
        pass
