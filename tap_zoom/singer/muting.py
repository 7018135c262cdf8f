"""Drops log lines of the SDK that no user needs.

At each start, the SDK logs every child stream that it adds, and it logs invalid settings with their
values. In each sync, it logs a line for every stream that is not selected.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from singer_sdk.singerlib import catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

DESELECTED = "Skipping deselected stream '%s'."


@contextmanager
def muted(logger: logging.Logger) -> Iterator[None]:
    """Drop everything that is logged while the block runs."""
    before = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = before


def hide_deselected(logger: logging.Logger) -> None:
    """Drop the SDK's notes on streams and properties that are not selected."""
    logger.addFilter(_is_of_interest)
    logging.getLogger(catalog.__name__).setLevel(logging.INFO)


def _is_of_interest(record: logging.LogRecord) -> bool:
    return record.msg != DESELECTED
