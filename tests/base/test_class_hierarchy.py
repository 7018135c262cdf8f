"""The class hierarchy: a reader of a stream need not know more than three of our classes."""

from __future__ import annotations

import inspect

import pytest
from singer_sdk.streams import RESTStream, Stream

from tap_zoom.streams import STREAMS

MAX_BASES = 3


def own_bases(stream: type[Stream]) -> list[type[Stream]]:
    """Return the tap's classes between a stream and the SDK's, without mixins."""
    return [
        base
        for base in stream.__mro__[1:]
        if issubclass(base, Stream) and base.__module__.startswith("tap_zoom.")
    ]


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_stream_has_at_most_three_bases_of_our_own(stream: type[Stream]) -> None:
    """In at most three files."""
    bases = own_bases(stream)

    assert issubclass(stream, RESTStream)
    assert 1 <= len(bases) <= MAX_BASES
    assert len({inspect.getfile(base) for base in bases}) <= MAX_BASES


@pytest.mark.parametrize("stream", STREAMS, ids=lambda stream: stream.name)
def test_own_bases_form_a_single_line(stream: type[Stream]) -> None:
    """None of them derives from two stream classes."""
    for cls in (stream, *own_bases(stream)):
        assert sum(issubclass(base, Stream) for base in cls.__bases__) == 1
