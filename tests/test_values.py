"""Records: whatever Zoom sends, what leaves the tap is valid against the schema."""

from __future__ import annotations

import re
from contextlib import suppress
from copy import deepcopy
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from tap_zoom.privacy import is_secret, secret_paths
from tap_zoom.values import Conformer
from tests.support import SCHEMAS, json_objects, json_values, odd_texts, texts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from hypothesis.strategies import DrawFn, SearchStrategy

Record = dict[str, Any]
every_stream = pytest.mark.parametrize("stream", sorted(SCHEMAS))

DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
strict = FormatChecker(formats=())


@strict.checks("date-time")
def is_date_time(value: object) -> bool:
    """Check a moment by RFC 3339."""
    if not isinstance(value, str):
        return True
    return bool(re.fullmatch(f"{DATE}T{TIME}", value)) and exists(value[:19])


@strict.checks("date")
def is_date(value: object) -> bool:
    """Check a day by RFC 3339."""
    if not isinstance(value, str):
        return True
    return bool(re.fullmatch(DATE, value)) and exists(value)


def exists(moment: str) -> bool:
    """Whether the calendar and the clock have it."""
    with suppress(ValueError):
        return bool(datetime.fromisoformat(moment))
    return False


def kind_of(schema: dict[str, Any]) -> str:
    """What a field holds when it isn't null."""
    types = [schema["type"]] if isinstance(schema["type"], str) else schema["type"]
    (kind,) = set(types) - {"null"}
    return str(kind)


moments = st.datetimes(datetime(1000, 1, 1)).map(lambda m: f"{m.isoformat()}Z")  # noqa: DTZ001
SCALARS: dict[str, SearchStrategy[Any]] = {
    "string": texts | odd_texts,
    "integer": st.integers(-(2**70), 2**70),
    "number": st.floats(allow_nan=False, allow_infinity=False) | st.integers(),
    "boolean": st.booleans(),
}


@st.composite
def fields(draw: DrawFn, schema: dict[str, Any], *, wrong: bool) -> Record:
    """Some fields of an object; when they may be ``wrong``, many are, and some are unknown."""
    names = draw(st.lists(st.sampled_from(list(schema["properties"])), max_size=5, unique=True))
    found = {name: draw(a_value(schema["properties"][name], wrong=wrong)) for name in names}
    return {**(draw(json_objects) if wrong and draw(st.booleans()) else {}), **found}


def a_value(schema: dict[str, Any], *, wrong: bool) -> SearchStrategy[Any]:
    """A value of a field: right, or possibly of any shape whatever."""
    kind = kind_of(schema)
    if kind == "object":
        right = fields(schema, wrong=wrong)
    elif kind == "array":
        right = st.lists(a_value(schema["items"], wrong=wrong), max_size=3)
    elif "format" in schema:
        right = moments
    else:
        right = SCALARS[kind]
    if isinstance(schema["type"], list):
        right |= st.none()
    return right | json_values if wrong else right


@cache
def records(stream: str, *, wrong: bool) -> SearchStrategy[Record]:
    """Records of a stream. Keys are always right: the stream itself sees to it."""
    schema = SCHEMAS[stream]
    keys = {n: s for n, s in schema["properties"].items() if not isinstance(s["type"], list)}
    of_keys = st.fixed_dictionaries({n: a_value(s, wrong=False) for n, s in keys.items()})
    return st.builds(lambda other, key: {**other, **key}, fields(schema, wrong=wrong), of_keys)


class Notes:
    """A conformer, and what it told."""

    def __init__(self, schema: dict[str, Any], dropped: Collection[tuple[str, ...]] = ()) -> None:
        self.misfits: list[str] = []
        self.unknown: list[str] = []
        self.conformer = Conformer(
            schema,
            on_misfit=self.misfits.append,
            on_unknown=self.unknown.append,
            dropped=dropped,
        )

    def conform(self, record: Record) -> Record:
        """Conform a copy."""
        return self.conformer.conform(deepcopy(record))


def names_in(value: object) -> Iterator[str]:
    """Give the names of all fields that hold something, at every depth."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if inner is not None:
                yield name
            yield from names_in(inner)
    if isinstance(value, list):
        for inner in value:
            yield from names_in(inner)


@every_stream
@given(data=st.data())
@settings(max_examples=40)
def test_any_record_becomes_valid(stream: str, data: st.DataObject) -> None:
    """Blanks, wrong shapes and unknown fields neither end the run nor reach the target."""
    notes = Notes(SCHEMAS[stream])

    record = notes.conform(data.draw(records(stream, wrong=True)))

    Draft202012Validator(SCHEMAS[stream], format_checker=strict).validate(record)
    assert repr(notes.conform(record)) == repr(record), "a second time changes something"


@every_stream
@given(data=st.data())
@settings(max_examples=20)
def test_a_valid_record_stays_as_it_is(stream: str, data: st.DataObject) -> None:
    notes = Notes(SCHEMAS[stream])
    record = data.draw(records(stream, wrong=False))

    assert notes.conform(record) == record
    assert (notes.misfits, notes.unknown) == ([], [])


UNKNOWN_SECRETS = ["join_url", "password", "host_key", "zak_token", "api_key", "h323_passcode"]


@given(
    st.recursive(
        texts,
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(st.sampled_from([*UNKNOWN_SECRETS, "name", "rooms"]), inner)
        ),
        max_leaves=8,
    )
)
def test_unknown_fields_never_bring_a_credential(value: object) -> None:
    """Neither beside the known fields, nor within them, nor within unknown ones."""
    notes = Notes({"properties": {"known": {"type": "object", "properties": {}}}})

    record = notes.conform({"known": {"new": value, "password": "x"}, "new": value, "pwd": "x"})

    assert not [name for name in names_in(record) if is_secret(name)]
    assert "new" in record
    assert {"new", "pwd", "known.new", "known.password"} == set(notes.unknown)


WITH_ITEMS = {
    stream: {path for path in secret_paths(schema) if "items" in path}
    for stream, schema in SCHEMAS.items()
}


@pytest.mark.parametrize("stream", sorted(stream for stream, paths in WITH_ITEMS.items() if paths))
@given(data=st.data())
@settings(max_examples=60)
def test_credentials_in_array_items_can_be_left_out(stream: str, data: st.DataObject) -> None:
    """The SDK's own selection doesn't reach into arrays."""
    notes = Notes(SCHEMAS[stream], WITH_ITEMS[stream])

    record = notes.conform(data.draw(records(stream, wrong=True)))

    for path in WITH_ITEMS[stream]:
        *outer, _, _, secret = (part for part in path if part != "properties" or part == "items")
        for item in _items(record, [part for part in path if part != "properties"][:-1]):
            assert item.get(secret) is None, outer


def _items(value: Any, path: list[str]) -> Iterator[Record]:
    """Give the objects at the end of a path."""
    if not path:
        if isinstance(value, dict):
            yield value
    elif path[0] == "items":
        for item in value or ():
            yield from _items(item, path[1:])
    elif value:
        yield from _items(value.get(path[0]), path[1:])
