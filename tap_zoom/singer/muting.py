"""Muting a logger while the SDK sets itself up.

At each start, the SDK logs every child stream that it adds, and it logs invalid settings with their
values.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import logging
    from collections.abc import Iterator


@contextmanager
def muted(logger: logging.Logger) -> Iterator[None]:
    """Drop everything that is logged while the block runs."""

    def reject(_: logging.LogRecord) -> bool:
        return False

    logger.addFilter(reject)
    try:
        yield
    finally:
        logger.removeFilter(reject)
