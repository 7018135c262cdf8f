"""The file that keeps the refresh token between runs."""

from __future__ import annotations

import errno
import json
import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tap_zoom.api.token_store import LOCK_PATIENCE, TokenStore
from tap_zoom.exceptions import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

SEED, CLIENT = "seed-token-1", "client-1"


def in_file(path: Path, seed: str = SEED, client: str = CLIENT) -> TokenStore:
    """Make a store with a file of its own."""
    store = TokenStore.choose(str(path), [], seed, client)
    assert store
    return store


def in_config(*paths: Path, seed: str = SEED) -> TokenStore:
    """Make a store that lives in one of the config files."""
    store = TokenStore.choose(None, paths, seed, CLIENT)
    assert store
    return store


def mode(path: Path) -> int:
    """Permissions of a file."""
    return stat.S_IMODE(path.stat().st_mode)


def failing(code: int) -> Callable[..., Any]:
    """Stand in for a system call that fails."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


def names(folder: Path) -> set[str]:
    """All that a folder holds."""
    return {path.name for path in folder.iterdir()}


# --- which place ------------------------------------------------------------------------------


def test_token_file_comes_first(tmp_path: Path) -> None:
    """With token_file set, the config files are left alone."""
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"refresh_token": SEED}))
    store = TokenStore.choose(str(tmp_path / "token.json"), [config], SEED, CLIENT)
    assert store
    store.save("next")

    assert json.loads(config.read_text()) == {"refresh_token": SEED}
    assert store.load() == "next"


def test_home_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A token_file may begin with a tilde."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    in_file(Path("~/token.json")).save("next")

    assert (tmp_path / "token.json").exists()


def test_last_config_with_the_token_is_chosen(tmp_path: Path) -> None:
    """Of several config files, the last that holds this very token keeps the next one."""
    first, second, third = (tmp_path / f"{n}.json" for n in range(3))
    first.write_text(json.dumps({"refresh_token": SEED}))
    second.write_text(json.dumps({"refresh_token": SEED}))
    third.write_text(json.dumps({"refresh_token": "another"}))
    in_config(first, second, third).save("next")

    assert [json.loads(p.read_text())["refresh_token"] for p in (first, second, third)] == [
        SEED,
        "next",
        "another",
    ]


@pytest.mark.parametrize("content", [None, "", "no json", "[]", "{}", '{"refresh_token": "x"}'])
def test_nowhere(tmp_path: Path, content: str | None) -> None:
    """A config file without the token, or none at all, is no place to keep one."""
    config = tmp_path / "config.json"
    if content is not None:
        config.write_text(content)

    assert TokenStore.choose(None, [config], SEED, CLIENT) is None
    assert TokenStore.choose("", [], SEED, CLIENT) is None


@pytest.mark.parametrize(
    "name",
    [
        ".meltano/run/tap-zoom/tap.config.json",
        "sys/run/tap-zoom/tap.0b8c1c9e-3d1d-4c5b-9d8a-2f7f0f1f9a11.config.json",
    ],
)
def test_meltano_config_is_no_place(tmp_path: Path, name: str) -> None:
    """The config file that Meltano deletes after the run would take the token with it."""
    config = tmp_path / name
    config.parent.mkdir(parents=True)
    config.write_text(json.dumps({"refresh_token": SEED}))

    assert TokenStore.choose(None, [config], SEED, CLIENT) is None


# --- a file of its own ------------------------------------------------------------------------


def test_first_run_starts_from_the_setting(tmp_path: Path) -> None:
    """Without a token_file yet, the configured token is the latest."""
    assert in_file(tmp_path / "token.json").load() == SEED


def test_next_run_starts_from_what_was_stored(tmp_path: Path) -> None:
    """A stored token outlives the store."""
    in_file(tmp_path / "token.json").save("next")

    assert in_file(tmp_path / "token.json").load() == "next"


@pytest.mark.parametrize(("seed", "client"), [("seed-2", CLIENT), (SEED, "client-2")])
def test_new_configured_token_wins(tmp_path: Path, seed: str, client: str) -> None:
    """A token that grew from other settings is not used."""
    in_file(tmp_path / "token.json").save("next")

    assert in_file(tmp_path / "token.json", seed, client).load() == seed


def test_file_without_mark_loses_to_the_setting(tmp_path: Path) -> None:
    """A token of unknown origin doesn't replace the configured one."""
    (tmp_path / "token.json").write_text('{"refresh_token": "old"}')

    assert in_file(tmp_path / "token.json").load() == SEED


def test_file_holds_neither_seed_nor_client(tmp_path: Path) -> None:
    """The mark is a digest, so the file holds no secret but the latest token."""
    in_file(tmp_path / "token.json").save("next")
    text = (tmp_path / "token.json").read_text()

    assert "next" in text
    assert SEED not in text
    assert CLIENT not in text


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"refresh_token": "hush',
        b"\xff\xfe",
        b'["hush"]',
        b'{"refresh_token": "hush", "client_secret": "hush"}',
    ],
)
def test_foreign_content_is_an_error(tmp_path: Path, content: bytes) -> None:
    """A token_file that this tap did not write is named, not quoted and not overwritten."""
    path = tmp_path / "token.json"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        in_file(path).load()

    assert str(path) in str(caught.value)
    assert "hush" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.__context__ is None
    assert path.read_bytes() == content


def test_marked_file_without_token_is_an_error(tmp_path: Path) -> None:
    """A token that isn't text is not sent to Zoom."""
    path = tmp_path / "token.json"
    in_file(path).save("next")
    path.write_text(json.dumps({**json.loads(path.read_text()), "refresh_token": None}))
    with pytest.raises(ConfigError, match="holds no refresh_token"):
        in_file(path).load()


def test_unreadable_file_is_an_error(tmp_path: Path) -> None:
    """What can't be read is an error of the settings, in one line."""
    with pytest.raises(ConfigError, match="can't be read"):
        in_file(tmp_path).load()


# --- the config file --------------------------------------------------------------------------


def test_config_keeps_everything_else(tmp_path: Path) -> None:
    """Only the token changes: not the order, the spaces, the escapes or the line ends."""
    config = tmp_path / "config.json"
    before = (
        b'{\r\n\t"z": "Zo\xc3\xab \\u00e9",\r\n\t"refresh_token" :  "seed-token-1",'
        b'\r\n\t"a": [1.50, 1e3],\r\n\t"inner": {"refresh_token": "seed-token-1"}\r\n}'
    )
    config.write_bytes(before)
    in_config(config).save('n"ext')

    assert config.read_bytes() == before.replace(b"seed-token-1", b'n\\"ext', 1)


def test_token_with_same_name_deeper_down_stays(tmp_path: Path) -> None:
    """A key of the same name that comes earlier but belongs to something else is not touched."""
    config = tmp_path / "config.json"
    config.write_text('{"b": {"refresh_token": "mine"}, "refresh_token": "seed-token-1"}')
    in_config(config).save("next")

    assert config.read_text() == '{"b": {"refresh_token": "mine"}, "refresh_token": "next"}'


def test_escaped_key_is_found(tmp_path: Path) -> None:
    """Where the text can't be patched, the settings still survive."""
    config = tmp_path / "config.json"
    config.write_text('{"a": 1, "refresh\\u005ftoken": "seed-token-1"}')
    in_config(config).save("next")

    assert json.loads(config.read_text()) == {"a": 1, "refresh_token": "next"}


@pytest.mark.parametrize("indent", [None, 0, 2, "\t"])
@pytest.mark.parametrize("value", ["seed-token-1", '"refresh_token": "x"', "\\", "\u2028é😀", ""])
def test_any_config_survives(tmp_path: Path, value: str, indent: int | str | None) -> None:
    """Whatever else a config file holds is there afterwards, in the same order and style."""
    config = tmp_path / "config.json"
    inner = {"refresh_token": value, value: [value, None, 10**20]}
    settings = {"a": inner, value: value, "refresh_token": SEED, "z": inner}
    config.write_text(json.dumps(settings, indent=indent))
    in_config(config).save(value or "next")

    expected = {**settings, "refresh_token": value or "next"}
    assert config.read_text() == json.dumps(expected, indent=indent)


def test_config_is_read_again(tmp_path: Path) -> None:
    """What another run has put into the config file meanwhile is the latest token."""
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"refresh_token": SEED}))
    mine, other = in_config(config), in_config(config)
    other.save("next")

    assert mine.load() == "next"


def test_broken_config_is_an_error(tmp_path: Path) -> None:
    """A config file that broke during the run is not overwritten."""
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"refresh_token": SEED}))
    store = in_config(config)
    config.write_text("{hush")
    with pytest.raises(ConfigError, match="no JSON any more") as caught:
        store.save("next")

    assert "hush" not in str(caught.value)
    assert config.read_text() == "{hush"


def test_seed_place_names_what_to_change(tmp_path: Path) -> None:
    """A new token goes into the config file where that keeps it, else into the setting."""
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"refresh_token": SEED}))

    assert in_config(config).seed_place == f"refresh_token in {config}"
    assert in_file(tmp_path / "token.json").seed_place == "the setting refresh_token"


# --- writing ----------------------------------------------------------------------------------


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_only_the_owner_may_read(tmp_path: Path) -> None:
    """A stored token has mode 0600, wherever it is and whatever the file had before."""
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"refresh_token": SEED}))
    config.chmod(0o644)
    in_config(config).save("next")
    in_file(tmp_path / "token.json").save("next")

    assert mode(config) == 0o600
    assert mode(tmp_path / "token.json") == 0o600


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_never_readable_by_others_on_the_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token is not readable by others for an instant either."""
    seen: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda _: seen.extend(map(mode, tmp_path.glob(".token*"))))
    in_file(tmp_path / "token.json").save("next")

    assert seen[0] == 0o600


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_failed_save_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """A save that fails half-way changes nothing and leaves nothing behind."""
    store = in_file(tmp_path / "token.json")
    store.save("next")
    monkeypatch.setattr(Path if call == "replace" else os, call, failing(errno.ENOSPC))
    with pytest.raises(ConfigError, match="could not be stored") as caught:
        store.save("after-next")

    assert "after-next" not in str(caught.value)
    assert "authorize the app again" in str(caught.value)
    assert store.load() == "next"
    assert names(tmp_path) == {"token.json"}


@pytest.mark.skipif(os.name == "nt", reason="Windows asks for rights to make links")
def test_link_stays_a_link(tmp_path: Path) -> None:
    """A symlink is followed, so that the file it points to gets the token."""
    (tmp_path / "there").mkdir()
    link = tmp_path / "token.json"
    link.symlink_to(tmp_path / "there" / "real.json")
    in_file(link).save("next")

    assert link.is_symlink()
    assert json.loads((tmp_path / "there" / "real.json").read_text())["refresh_token"] == "next"
    assert names(tmp_path / "there") == {"real.json"}


def test_check_leaves_no_trace(tmp_path: Path) -> None:
    """A check that succeeds writes nothing that stays."""
    in_file(tmp_path / "token.json").check_writable()

    assert names(tmp_path) == set()


def test_missing_directory(tmp_path: Path) -> None:
    """The directory of token_file is named if it is missing."""
    with pytest.raises(ConfigError, match="create the directory"):
        in_file(tmp_path / "no" / "token.json").check_writable()


def test_missing_config(tmp_path: Path) -> None:
    """A config file that has vanished can't keep a token."""
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"refresh_token": SEED}))
    store = in_config(config)
    config.unlink()
    with pytest.raises(ConfigError, match="is gone"):
        store.check_writable()


def test_read_only_file_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system that takes no writes is told of before a token is spent."""
    monkeypatch.setattr(tempfile, "mkstemp", failing(errno.EROFS))
    with pytest.raises(ConfigError, match="Read-only file system"):
        in_file(tmp_path / "token.json").check_writable()


def test_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk without room is told of before a token is spent."""
    monkeypatch.setattr(os, "fsync", failing(errno.ENOSPC))
    with pytest.raises(ConfigError, match="No space left"):
        in_file(tmp_path / "token.json").check_writable()

    assert names(tmp_path) == set()


def test_read_only_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the user has made read-only is not replaced."""
    in_file(tmp_path / "token.json").save("next")
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(ConfigError, match="read-only"):
        in_file(tmp_path / "token.json").check_writable()


def test_mounted_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file mounted into a container by itself can't be replaced, which is told in time."""
    in_file(tmp_path / "token.json").save("next")
    monkeypatch.setattr(os.path, "ismount", lambda _: True)
    with pytest.raises(ConfigError, match="mount its directory"):
        in_file(tmp_path / "token.json").check_writable()


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    """Printing a store shows its place at most."""
    store = in_file(tmp_path / "token.json")

    assert SEED not in f"{store} {store!r}"
    assert CLIENT not in f"{store} {store!r}"


# --- the lock ---------------------------------------------------------------------------------


def test_second_run_waits_for_the_first(tmp_path: Path) -> None:
    """While one run refreshes, another waits, and goes on once the first is through."""
    mine, other = in_file(tmp_path / "token.json"), in_file(tmp_path / "token.json")
    first = mine.lock()
    first.__enter__()
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        first.__exit__(None, None, None)

    with other.lock(sleep):
        assert len(waits) == 1


def test_lock_is_freed_by_an_error(tmp_path: Path) -> None:
    """A failed refresh doesn't keep other runs out."""
    store = in_file(tmp_path / "token.json")
    with pytest.raises(ZeroDivisionError), store.lock():
        raise ZeroDivisionError
    with store.lock(lambda _: pytest.fail("had to wait")):
        pass


def test_patience_ends(tmp_path: Path) -> None:
    """A run that never lets go is named instead of waited for without end."""
    store = in_file(tmp_path / "token.json")
    waits: list[float] = []
    with (
        store.lock(),
        pytest.raises(ConfigError, match=r"token\.json\.lock"),
        store.lock(waits.append),
    ):
        pass

    assert sum(waits) == LOCK_PATIENCE


@pytest.mark.skipif(os.name == "nt", reason="fcntl is not for Windows")
def test_file_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file system knows no locks, the run goes on without."""
    monkeypatch.setattr("fcntl.flock", failing(errno.ENOLCK))
    with in_file(tmp_path / "token.json").lock(lambda _: pytest.fail("had to wait")):
        pass


def test_lock_that_cannot_be_made(tmp_path: Path) -> None:
    """A lock file that can't be made is an error in one line."""
    with (
        pytest.raises(ConfigError, match="can't be opened"),
        in_file(tmp_path / "no" / "x").lock(),
    ):
        pass
