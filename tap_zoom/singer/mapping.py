"""Stream maps and flattening: whether a stream has any, and errors in their expressions."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from singer_sdk.mapper import SameRecordTransform

from tap_zoom.exceptions import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from singer_sdk.mapper import StreamMap


def is_mapped(stream_maps: Sequence[StreamMap]) -> bool:
    """Return whether the maps of a stream change anything."""
    first, *others = stream_maps
    return bool(others) or type(first) is not SameRecordTransform or first.flattening_enabled


@contextmanager
def explained_errors(stream: str) -> Iterator[None]:
    """Name the setting at fault for an error that the SDK raises while it maps a record.

    The error's own text may hold values of the record.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - an expression may raise anything
        msg = (
            f"stream_maps fails for {stream} ({type(error).__name__}). Correct the expression in "
            "the setting."
        )
        raise ConfigError(msg) from None
