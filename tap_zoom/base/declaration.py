"""How a stream is declared, and what it asks Zoom for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from tap_zoom.api.request import PAGE_SIZE, Call, Label, fill
from tap_zoom.records.keys import ROW_ID
from tap_zoom.singer.stream import SdkStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from singer_sdk.helpers.types import Context

Record = dict[str, Any]


def is_blank(value: object) -> bool:
    """Whether a value says nothing."""
    return value is None or value == ""


@dataclass(frozen=True, slots=True)
class Scopes:
    """What an app must be allowed: one family or the other, never a mixture.

    Attributes:
        granular: Scopes of apps made since 2024.
        classic: Scopes of older apps.
        enough: Further scopes of older apps, each of which does by itself.
    """

    granular: tuple[str, ...]
    classic: tuple[str, ...]
    enough: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Detail:
    """A second request, for each row of a list, that gives the rest of the row."""

    path: str
    label: Label
    scopes: Scopes


class DeclaredStream(SdkStream):
    """A stream of Zoom's API, declared by its attributes.

    Attributes:
        path: Path, with placeholders for ids that come from the parents.
        records_key: Field of the answer that holds the rows; None where the answer is the row.
        label: Zoom's rate label of the endpoint.
        page_size: Rows a page; None where Zoom gives all rows at once.
        scopes: What the app must be allowed.
        plan: What the account or its hosts must have, in words; "" where Zoom names nothing.
        selected_by_default: Whether whoever selects nothing gets the stream.
        passes: Parameters of each list that has to be read for a parent.
        detail: The second request for each row, if there is one.
        list_prevails: Whether the list is right where the detail says otherwise.
        needs_detail: Whether the stream needs more of its parents than the list has.
        hands_down: What the children get to know of a record: their name for it, and its own.
        row_identity: For rows without a reliable key: the fields that tell them apart.
        stand_in_from: For a key that Zoom may leave out: the fields that stand in for it; none for
            all of them.
        envelope: Fields of the answer, beside its rows, that belong into each row.
        endless: Whether Zoom gives a page token on the last page, too.
        own: Fields that are the row's own though they are named as a parent's id is.
        once_per_run: Whether the same record can come from several parents.
        lists_first: Whether all lists are read before a row of the first one is used.
        internal: Whether the stream only drives others and is not in the catalog.
    """

    records_key: ClassVar[str | None] = None
    label: ClassVar[Label]
    page_size: ClassVar[int | None] = PAGE_SIZE
    scopes: ClassVar[Scopes]
    plan: ClassVar[str] = ""
    passes: ClassVar[tuple[Mapping[str, str], ...]] = ({},)
    detail: ClassVar[Detail | None] = None
    list_prevails: ClassVar[bool] = False
    needs_detail: ClassVar[bool] = False
    hands_down: ClassVar[Mapping[str, str]] = {}
    row_identity: ClassVar[tuple[str, ...]] = ()
    stand_in_from: ClassVar[tuple[str, ...]] = ()
    envelope: ClassVar[tuple[str, ...]] = ()
    endless: ClassVar[bool] = False
    own: ClassVar[tuple[str, ...]] = ()
    once_per_run: ClassVar[bool] = False
    lists_first: ClassVar[bool] = False
    internal: ClassVar[bool] = False

    def asks(self, context: Mapping[str, Any]) -> bool:
        """Whether a parent's rows are still to be read; an incremental stream has some of them."""
        return True

    def known_absent(self, context: Mapping[str, Any]) -> str:
        """Why it is known without asking that a parent has no rows here; "" to ask."""
        return ""

    def calls(self, context: Mapping[str, Any]) -> Iterable[Call]:
        """The lists to read for one parent, in order."""
        for params in self.passes:
            yield self.call(context, params)

    def call(self, context: Mapping[str, Any], params: Mapping[str, str]) -> Call:
        """One list of the stream's endpoint."""
        return Call(
            stream=self.name,
            endpoint=self.path,
            path=fill(self.path, context),
            params=tuple(params.items()),
            label=self.label,
            records_key=self.records_key,
            page_size=self.page_size,
            envelope=self.envelope,
            endless=self.endless,
        )

    def detail_call(self, row: Record) -> Call | None:
        """The second request for a row, where its result is of use to anybody."""
        if self.detail is None or not self.detail_is_wanted:
            return None
        return Call(
            stream=self.name,
            endpoint=self.detail.path,
            path=fill(self.detail.path, row),
            params=(),
            label=self.detail.label,
            records_key=None,
            page_size=None,
        )

    @cached_property
    def indispensable(self) -> set[str]:
        """Keys that nothing can stand in for: numbers, and what children are asked for by."""
        properties = self.schema["properties"]
        numbers = {name for name in self.primary_keys if properties[name]["type"] == "integer"}
        asked_for_by = set(self.hands_down.values()) & set(self.primary_keys)
        return numbers if self.stand_in_from else (numbers | asked_for_by) - {ROW_ID}

    def mended(self, row: Record) -> Record:
        """A row as Zoom should have sent it."""
        return row

    def lacks_id(self, record: Record) -> bool:
        """Whether a record, of the right types, is without a key that it needs."""
        return any(is_blank(record.get(name)) for name in self.indispensable)

    def with_detail(self, row: Record, detail: Record) -> Record:
        """A row of a list and what its detail adds; the id by which it was asked for stays."""
        known = {
            name: value
            for name, value in detail.items()
            if name not in self.primary_keys and not is_blank(value)
        }
        if self.list_prevails:
            return {**known, **{n: v for n, v in row.items() if n not in known or not is_blank(v)}}
        return {**row, **known}

    @cached_property
    def detail_is_wanted(self) -> bool:
        """Whether anything that is selected needs more of a record than the list has."""
        return self.selected or any(
            child.needs_detail and child.selected
            for child in self.descendent_streams
            if isinstance(child, DeclaredStream)
        )

    def needs(self) -> Iterable[tuple[str, Scopes]]:
        """The endpoints that the stream will ask, and what the app must be allowed for each."""
        yield self.path, self.scopes
        if self.detail is not None and self.detail_is_wanted:
            yield self.detail.path, self.detail.scopes

    def requirements(self) -> dict[str, Any]:
        """What the stream needs, for whoever reads the catalog; parents aside."""
        every = [self.scopes, *([self.detail.scopes] if self.detail is not None else [])]
        told = {
            "tap-zoom.scopes": sorted({n for scopes in every for n in scopes.granular}),
            "tap-zoom.classic-scopes": sorted(
                {name for scopes in every for name in scopes.classic}
            ),
            "tap-zoom.plan": self.plan,
        }
        return {name: value for name, value in told.items() if value}

    @cached_property
    def closed(self) -> set[str]:
        """Endpoints that are asked no more in this run."""
        return set()

    def is_known(self, record: Record, seen: set[tuple[Any, ...]]) -> bool:
        """Whether the record has come before; if not, it is noted in ``seen``."""
        key = tuple(record.get(name) for name in self.primary_keys)
        if key in seen:
            return True
        seen.add(key)
        return False

    def has_children(self, record: Record) -> bool:
        """Whether a record can have any."""
        return True

    @override
    def get_child_context(self, record: Record, context: Context | None) -> Context | None:
        return {
            **(context or {}),
            **{name: record.get(field) for name, field in self.hands_down.items()},
        }

    @override
    def generate_child_contexts(
        self, record: Record, context: Context | None
    ) -> Iterable[Context | None]:
        # The SDK would make a context for each record, even where it is for nobody.
        if self._children_are_read and self.has_children(record):
            yield self.get_child_context(record, context)

    @cached_property
    def _children_are_read(self) -> bool:
        return any(child.selected or child.has_selected_descendents for child in self.child_streams)
