"""Where the refresh token is stored between runs, and how a token file is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tap_zoom.api.token_store import TokenStore
from tap_zoom.exceptions import ConfigError
from tests.api.auth_helpers import CLIENT_ID, REFRESH_TOKEN, open_store, stored_token
from tests.api.token_store_helpers import config_store, write_config

# --- choosing a place -------------------------------------------------------------------------


def test_token_file_takes_precedence_over_config_files(tmp_path: Path, token_file: Path) -> None:
    config = write_config(tmp_path / "config.json")
    store = TokenStore.choose(str(token_file), [config], REFRESH_TOKEN, CLIENT_ID)
    assert store
    store.save("next")

    assert json.loads(config.read_text()) == {"refresh_token": REFRESH_TOKEN}
    assert store.load() == "next"


def test_token_file_may_begin_with_a_tilde(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    open_store(Path("~/token.json")).save("next")

    assert (tmp_path / "token.json").exists()


def test_last_config_file_that_holds_the_token_is_chosen(tmp_path: Path) -> None:
    tokens = [REFRESH_TOKEN, REFRESH_TOKEN, "another"]
    configs = [write_config(tmp_path / f"{n}.json", token) for n, token in enumerate(tokens)]
    config_store(*configs).save("next")

    assert [stored_token(config) for config in configs] == [REFRESH_TOKEN, "next", "another"]


@pytest.mark.parametrize("content", [None, "", "no json", "[]", "{}", '{"refresh_token": "x"}'])
def test_config_file_without_the_token_is_not_chosen(tmp_path: Path, content: str | None) -> None:
    config = tmp_path / "config.json"
    if content is not None:
        config.write_text(content)

    assert TokenStore.choose(None, [config], REFRESH_TOKEN, CLIENT_ID) is None
    assert TokenStore.choose("", [], REFRESH_TOKEN, CLIENT_ID) is None


def test_config_file_whose_token_another_run_has_replaced_is_chosen(tmp_path: Path) -> None:
    """As when several runs start at once: it is of the same app."""
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"client_id": CLIENT_ID, "refresh_token": "rotated"}))
    assert config_store(config).load() == "rotated"

    config.write_text(json.dumps({"client_id": "other", "refresh_token": "rotated"}))
    assert TokenStore.choose(None, [config], REFRESH_TOKEN, CLIENT_ID) is None


def test_token_in_the_environment_is_not_replaced_by_another_in_a_config_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes precedence, and the user may just have authorized the app again."""
    config = tmp_path / "config.json"
    config.write_text(json.dumps({"client_id": CLIENT_ID, "refresh_token": "old"}))
    monkeypatch.setenv("TAP_ZOOM_REFRESH_TOKEN", REFRESH_TOKEN)

    assert TokenStore.choose(None, [config], REFRESH_TOKEN, CLIENT_ID) is None


@pytest.mark.parametrize(
    "name",
    [
        ".meltano/run/tap-zoom/tap.config.json",
        "sys/run/tap-zoom/tap.0b8c1c9e-3d1d-4c5b-9d8a-2f7f0f1f9a11.config.json",
    ],
)
def test_config_file_that_meltano_will_delete_is_not_chosen(tmp_path: Path, name: str) -> None:
    config = tmp_path / name
    config.parent.mkdir(parents=True)
    write_config(config)

    assert TokenStore.choose(None, [config], REFRESH_TOKEN, CLIENT_ID) is None


# --- a token file -----------------------------------------------------------------------------


def test_configured_token_is_used_until_one_is_stored(token_file: Path) -> None:
    assert open_store(token_file).load() == REFRESH_TOKEN


def test_stored_token_is_used_by_the_next_run(token_file: Path) -> None:
    open_store(token_file).save("next")

    assert open_store(token_file).load() == "next"


@pytest.mark.parametrize(
    ("refresh_token", "client_id"), [("new-token", CLIENT_ID), (REFRESH_TOKEN, "new-client")]
)
def test_token_that_was_stored_under_other_settings_is_not_used(
    token_file: Path, refresh_token: str, client_id: str
) -> None:
    open_store(token_file).save("next")
    store = TokenStore.choose(str(token_file), [], refresh_token, client_id)

    assert store
    assert store.load() == refresh_token


def test_token_without_a_fingerprint_is_not_used(token_file: Path) -> None:
    """Its origin is unknown."""
    token_file.write_text('{"refresh_token": "old"}')

    assert open_store(token_file).load() == REFRESH_TOKEN


def test_file_holds_no_secret_but_the_latest_token(token_file: Path) -> None:
    """The fingerprint is a digest."""
    open_store(token_file).save("next")
    text = token_file.read_text()

    assert "next" in text
    assert REFRESH_TOKEN not in text
    assert CLIENT_ID not in text


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
def test_file_with_other_content_is_an_error(token_file: Path, content: bytes) -> None:
    """The message names the file without quoting it, and the file stays unchanged."""
    token_file.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        open_store(token_file).load()

    assert str(token_file) in str(caught.value)
    assert "hush" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.__context__ is None
    assert token_file.read_bytes() == content


def test_stored_token_that_is_not_text_is_an_error(token_file: Path) -> None:
    open_store(token_file).save("next")
    content = json.loads(token_file.read_text())
    token_file.write_text(json.dumps({**content, "refresh_token": None}))
    with pytest.raises(ConfigError, match="holds no refresh_token"):
        open_store(token_file).load()


def test_unreadable_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="can't be read"):
        open_store(tmp_path).load()


def test_str_and_repr_show_no_secret(store: TokenStore) -> None:
    assert REFRESH_TOKEN not in f"{store} {store!r}"
    assert CLIENT_ID not in f"{store} {store!r}"
