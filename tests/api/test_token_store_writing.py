"""Storing a refresh token: all at once, for its owner only, and never too late to notice."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tap_zoom.exceptions import ConfigError
from tests.api.auth_helpers import open_store, stored_token
from tests.api.token_store_helpers import config_store, failing, file_names, write_config

if TYPE_CHECKING:
    from tap_zoom.api.token_store import TokenStore


def mode(path: Path) -> int:
    """Return the permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


# --- save -------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_the_owner_may_read_a_stored_token(tmp_path: Path, token_file: Path) -> None:
    """In the config file too, whatever mode it had before."""
    config = write_config(tmp_path / "config.json")
    config.chmod(0o644)
    config_store(config).save("next")
    open_store(token_file).save("next")

    assert mode(config) == 0o600
    assert mode(token_file) == 0o600


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_others_can_never_read_a_token_while_it_is_being_stored(
    tmp_path: Path, store: TokenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    modes: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda _: modes.extend(map(mode, tmp_path.glob(".token*"))))
    store.save("next")

    assert modes[0] == 0o600


@pytest.mark.parametrize(("owner", "function"), [(os, "fsync"), (Path, "replace")])
def test_failed_save_leaves_the_old_file(
    tmp_path: Path,
    store: TokenStore,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    function: str,
) -> None:
    """And no other."""
    store.save("next")
    monkeypatch.setattr(owner, function, failing(errno.ENOSPC))
    with pytest.raises(ConfigError, match="could not be stored") as caught:
        store.save("after-next")

    assert "after-next" not in str(caught.value)
    assert "authorize the app again" in str(caught.value)
    assert store.load() == "next"
    assert file_names(tmp_path) == {"token.json"}


@pytest.mark.skipif(os.name == "nt", reason="Windows requires a privilege to create links")
def test_symlink_is_followed_and_kept(tmp_path: Path, token_file: Path) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    token_file.symlink_to(folder / "real.json")
    open_store(token_file).save("next")

    assert token_file.is_symlink()
    assert stored_token(folder / "real.json") == "next"
    assert file_names(folder) == {"real.json"}


# --- check_writable ---------------------------------------------------------------------------


def test_check_leaves_no_file_behind(tmp_path: Path, store: TokenStore) -> None:
    store.check_writable()

    assert file_names(tmp_path) == set()


def test_missing_directory_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="create the directory"):
        open_store(tmp_path / "no" / "token.json").check_writable()


def test_missing_config_file_is_an_error(tmp_path: Path) -> None:
    config = write_config(tmp_path / "config.json")
    store = config_store(config)
    config.unlink()
    with pytest.raises(ConfigError, match="no longer exists"):
        store.check_writable()


def test_read_only_file_system_is_an_error(
    store: TokenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "mkstemp", failing(errno.EROFS))
    with pytest.raises(ConfigError, match="Read-only file system"):
        store.check_writable()


def test_full_disk_is_an_error(
    tmp_path: Path, store: TokenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC))
    with pytest.raises(ConfigError, match="No space left"):
        store.check_writable()

    assert file_names(tmp_path) == set()


def test_read_only_file_is_an_error(store: TokenStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The user may have made it so on purpose, and a replacement would ignore that."""
    store.save("next")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ConfigError, match="read-only"):
        store.check_writable()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such owners")
def test_root_does_not_hand_the_token_to_whoever_made_the_file(
    token_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a directory that others can write to, too."""
    token_file.write_text("{}")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    stat_of = Path.stat

    def owned_by_another(path: Path, **options: bool) -> os.stat_result:
        found = stat_of(path, **options)
        return os.stat_result((*found[:4], 1234, *found[5:])) if path == token_file else found

    monkeypatch.setattr(Path, "stat", owned_by_another)
    with pytest.raises(ConfigError, match=r"belongs to another user \(uid 1234\)"):
        open_store(token_file).check_writable()

    monkeypatch.setattr(os, "geteuid", lambda: 1000)  # a group may share a file
    open_store(token_file).check_writable()


def test_mounted_file_is_an_error(store: TokenStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A single file that is mounted into a container can't be replaced."""
    store.save("next")
    monkeypatch.setattr(os.path, "ismount", lambda _: True)
    with pytest.raises(ConfigError, match="mount its directory"):
        store.check_writable()
