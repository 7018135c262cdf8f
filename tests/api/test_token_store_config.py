"""The config file as the place of the refresh token: everything else in it stays unchanged."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tap_zoom.exceptions import ConfigError
from tests.api.auth_helpers import REFRESH_TOKEN, open_store
from tests.api.token_store_helpers import config_store, write_config

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A config file with a refresh token."""
    return write_config(tmp_path / "config.json")


def test_only_the_token_changes(config: Path) -> None:
    """Not the order, the whitespace, the escapes or the line endings."""
    before = (
        b'{\r\n\t"z": "Zo\xc3\xab \\u00e9",\r\n\t"refresh_token" :  "initial-token-1",'
        b'\r\n\t"a": [1.50, 1e3],\r\n\t"inner": {"refresh_token": "initial-token-1"}\r\n}'
    )
    config.write_bytes(before)
    config_store(config).save('n"ext')

    assert config.read_bytes() == before.replace(b"initial-token-1", b'n\\"ext', 1)


def test_nested_key_of_the_same_name_stays(config: Path) -> None:
    config.write_text('{"b": {"refresh_token": "mine"}, "refresh_token": "initial-token-1"}')
    config_store(config).save("next")

    assert config.read_text() == '{"b": {"refresh_token": "mine"}, "refresh_token": "next"}'


def test_escaped_key_is_found(config: Path) -> None:
    """The text can't be patched, but the settings survive."""
    config.write_text('{"a": 1, "refresh\\u005ftoken": "initial-token-1"}')
    config_store(config).save("next")

    assert json.loads(config.read_text()) == {"a": 1, "refresh_token": "next"}


@pytest.mark.parametrize("indent", [None, 0, 2, "\t"])
@pytest.mark.parametrize("value", [REFRESH_TOKEN, '"refresh_token": "x"', "\\", "\u2028é😀", ""])
def test_other_settings_keep_their_order_and_style(
    config: Path, value: str, indent: int | str | None
) -> None:
    inner = {"refresh_token": value, value: [value, None, 10**20]}
    settings = {"a": inner, value: value, "refresh_token": REFRESH_TOKEN, "z": inner}
    config.write_text(json.dumps(settings, indent=indent))
    config_store(config).save(value or "next")

    expected = {**settings, "refresh_token": value or "next"}
    assert config.read_text() == json.dumps(expected, indent=indent)


def test_token_that_another_run_stored_meanwhile_is_loaded(config: Path) -> None:
    store, other = config_store(config), config_store(config)
    other.save("next")

    assert store.load() == "next"


def test_config_file_that_broke_during_the_run_is_not_overwritten(config: Path) -> None:
    store = config_store(config)
    config.write_text("{hush")
    with pytest.raises(ConfigError, match="no longer valid JSON") as caught:
        store.save("next")

    assert "hush" not in str(caught.value)
    assert config.read_text() == "{hush"


def test_setting_to_update_is_where_the_token_is_configured(config: Path, token_file: Path) -> None:
    """The config file if it is the store, otherwise the setting."""
    assert config_store(config).setting_to_update == f"refresh_token in {config}"
    assert open_store(token_file).setting_to_update == "the setting refresh_token"
