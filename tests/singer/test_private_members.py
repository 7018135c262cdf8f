"""The SDK's private members: the tap overrides two, and uses few.

When a test fails after an update of singer-sdk, or after a change of the tap, look at
``tap_zoom/singer/stream.py``: every use of the SDK's inside is listed there, with its reason.
"""

from __future__ import annotations

import importlib

import pytest
from singer_sdk import Tap
from singer_sdk.streams import RESTStream

from tap_zoom.singer.stream import SingerStream
from tap_zoom.singer.writer import Writer
from tap_zoom.streams import STREAMS
from tap_zoom.tap import TapZoom
from tests.singer import sdk_members

PRIVATE_IMPORTS = (
    "singer_sdk.plugin_base._ConfigInput",
    "singer_sdk.streams._state.StreamStateManager",
)


def test_all_classes_that_derive_from_the_sdk_are_looked_at() -> None:
    found = set(sdk_members.subclasses())

    assert found >= {SingerStream, TapZoom, Writer, *STREAMS}


def test_private_members_of_the_sdk_are_found() -> None:
    """Methods and attributes alike: the tests below would notice one that is overridden."""
    bases = (Tap, *sdk_members.sdk_bases(RESTStream))
    found = {name for base in bases for name in sdk_members.private_members(base)}

    assert found >= {"_handle_termination", "_input_catalog", "_sync_records", "_stream_version"}


def test_exactly_two_private_members_of_the_sdk_are_overridden() -> None:
    assert sdk_members.overridden_private_members() == {
        "SingerStream._write_schema_message",
        "SingerStream._write_record_message",
    }


def test_two_other_private_members_are_used() -> None:
    assert sdk_members.used_private_members() == {"_stream_version", "_tap"}
    assert sdk_members.unknown_private_members() == set()


def test_one_private_class_and_one_type_are_imported() -> None:
    assert sdk_members.private_imports() == set(PRIVATE_IMPORTS)


@pytest.mark.parametrize("path", PRIVATE_IMPORTS)
def test_private_import_exists(path: str) -> None:
    """Also those that only the type checker imports."""
    module, _, name = path.rpartition(".")

    assert hasattr(importlib.import_module(module), name)
