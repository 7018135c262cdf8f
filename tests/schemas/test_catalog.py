"""What the tap offers, as users find it in the catalog: nothing of it changes unseen."""

from __future__ import annotations

from difflib import unified_diff

import pytest

from tests.schemas.snapshot import SNAPSHOT, discovered, snapshot


def test_the_catalog_is_the_one_in_the_snapshot() -> None:
    before, now = SNAPSHOT.read_text(encoding="utf-8"), snapshot(discovered())

    if now != before:
        changes = unified_diff(before.splitlines(), now.splitlines(), "catalog.txt", "now", n=1)
        pytest.fail(
            "The catalog has changed. Users' tables depend on it, so read each line below; "
            "if all of them are meant, run `make snapshot` and commit the file, "
            "with a line for users in CHANGELOG.md.\n" + "\n".join(changes),
            pytrace=False,
        )
