"""What the tests of the token store share."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from tap_zoom.api.token_store import TokenStore
from tests.api.auth_helpers import CLIENT_ID, REFRESH_TOKEN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def write_config(path: Path, refresh_token: str = REFRESH_TOKEN) -> Path:
    """Write a config file that holds a refresh token and nothing else."""
    path.write_text(json.dumps({"refresh_token": refresh_token}))
    return path


def config_store(*paths: Path) -> TokenStore:
    """Open a store in one of the config files."""
    store = TokenStore.choose(None, paths, REFRESH_TOKEN, CLIENT_ID)
    assert store
    return store


def failing(code: int) -> Callable[..., Any]:
    """Return a replacement for a system call that fails."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(code, os.strerror(code))

    return fail


def file_names(folder: Path) -> set[str]:
    """Return the names of all files in a directory."""
    return {path.name for path in folder.iterdir()}
