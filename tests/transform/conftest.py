"""One run of the tap and of dbt for all tests of this folder."""

from __future__ import annotations

import pytest

from tests.transform.builds import Builds, build


@pytest.fixture(scope="session")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Builds:
    """Models of an account, built from all of its streams and from a few."""
    return build(tmp_path_factory.mktemp("models"))
