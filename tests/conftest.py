"""What all tests share: property tests look at the same examples each time."""

from __future__ import annotations

from hypothesis import settings

# CI neither fails for a new example nor for a slow machine; a failure says how to see it again.
settings.register_profile("stable", derandomize=True, deadline=None, print_blob=True)
settings.load_profile("stable")
