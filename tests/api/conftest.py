"""Fixtures of the tests of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.api.auth_helpers import open_store
from tests.fake_api import ApiHarness

if TYPE_CHECKING:
    from pathlib import Path

    from tap_zoom.api.token_store import TokenStore


@pytest.fixture
def api() -> ApiHarness:
    """An API client with the default ``max_wait``."""
    return ApiHarness()


@pytest.fixture
def token_file(tmp_path: Path) -> Path:
    """The path of a token file that doesn't exist yet."""
    return tmp_path / "token.json"


@pytest.fixture
def store(token_file: Path) -> TokenStore:
    """A store in a file of its own."""
    return open_store(token_file)
