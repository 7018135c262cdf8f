"""The declaration of an endpoint without a meaning of its own."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import facts
from sandbox.limits import prefix_of
from sandbox.paging import ENVELOPE
from sandbox.plain.shape import Node, tree

if TYPE_CHECKING:
    from collections.abc import Mapping

_WINDOWS = (("from", "to"), ("start_date", "end_date"), ("start_time", "end_time"))
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OF_BODY = {*ENVELOPE, "next_page_token"}


def snake(name: str) -> str:
    """Return a name of the path, such as callQueueId, as records have it: call_queue_id."""
    return _CAPITAL.sub("_", name).lower()


@dataclass(frozen=True, eq=False)
class Plain:
    """An endpoint that is served from the facts, and the stream that reads it.

    Whatever isn't declared is as documented: scopes, label, parameters, pages, fields and values.
    """

    stream: str
    path: str
    _: KW_ONLY
    feature: str | None = None
    """What the account needs, one of the attributes of ``PlanFeatures``."""

    key: str | tuple[str, ...] = ()
    """The fields that identify a row. Without any, some rows occur twice."""
    count: int | tuple[int, int] = 5
    """The number of rows, or its bounds, per parent."""
    kept: tuple[str, ...] = ()
    """Fields that are never missing or blank, besides the key and the date."""
    values: Mapping[str, object] = field(default_factory=dict)
    """Fixed values of fields, by their path within the row; a tuple has several to alternate."""
    references: Mapping[str, str] = field(default_factory=dict)
    """The stream whose ids a field holds, by the field's path. It has the same parents or none.

    Another field than its key is named behind a dot, as in ``rooms.room_id``; if several fields
    name one, they are the same row's. What has a date is from the last days before the row.
    """
    twin: str = ""
    """The path of a list that has a row for each of these, with the same key at the same time."""

    parent: str = ""
    """The stream that the last id in the path is from, or ``account`` for the account's own id."""
    parent_key: str = ""
    """The field of the parent with that id: its key unless declared, or ``id``."""
    parent_parameter: str = ""
    """The query parameter with that id, if it isn't in the path."""
    parent_id: str = ""
    """The field that holds the parent's id in the truth; by default its name in the path."""
    parent_fields: Mapping[str, str] = field(default_factory=dict)
    """Further fields of the parent that the truth has, and what they are called there."""
    lost: tuple[int, int | None, str] | None = None
    """Status, code and message for parents that are gone or forbidden by then, as some are."""
    each: tuple[str, tuple[str, ...]] | None = None
    """A parameter that selects one list of several, and those of its values that the truth has."""
    filters: Mapping[str, str] = field(default_factory=dict)
    """Parameters that filter by a field of another name, and that field."""
    no_filter: Mapping[str, str] = field(default_factory=dict)
    """Values of parameters that filter nothing, besides ``all``."""

    date: str = ""
    """The field with the time at which something happened. Without it, rows are as old as any."""
    monthly: bool = False
    """Whether rows happened at times that they don't show; the truth has their months instead."""
    per_day: tuple[int, int] = (0, 2)
    """Minimum and maximum rows per day and parent; there are more if the rows have no key."""
    span: tuple[int, int] | None = None
    """The first and last day of the rows, counted from the parent's date; by default any."""
    follows: str = ""
    """The field with the parent's time, which is called the same there; rows have no other date."""
    window: tuple[str, str] | None = None
    """The parameters of the window, unless they are ``from`` and ``to`` or the like."""
    dates: Literal["day", "moment", "either", ""] = ""
    """The format of the window's ends, unless it is the documented one."""
    max_days: int | None = None
    """The longest window, in days between its ends; None if any length is accepted."""
    too_long: Literal["reject", "clip"] = "reject"
    keep_months: int | None = None
    """Months for which Zoom keeps the rows; None for no limit."""
    too_old: Literal["reject", "clip"] = "reject"
    default_days: int = 1
    """The length of the window of a request that has none."""
    late: float = 0
    """The largest number of hours after which a row appears."""

    detail: str = ""
    """The path of the rows' details, which the truth has in one with them."""
    lost_detail: tuple[int, int | None, str] | None = None
    """Status, code and message for rows whose detail is gone or forbidden by then."""
    container: str = ""
    """The field of the response that holds the list and what is said about its pages."""
    records: str | None = None
    """The field with the rows; blank if the whole response is the row."""
    label: str = ""
    classic: str = ""
    """The account-wide classic scope."""
    granular: str = ""
    """The account-wide granular scope."""
    max_size: int | None = None
    oversize: Literal["clamp", "reject", ""] = ""
    """What happens to a page size above the maximum; each endpoint does one or the other."""
    last_token: Literal["empty", "absent", "null"] = "empty"

    @cached_property
    def endpoint(self) -> facts.Endpoint:
        """Return what is documented."""
        return documented(self.path)

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """Return the fields of the key."""
        return (self.key,) if isinstance(self.key, str) else self.key

    @cached_property
    def always(self) -> frozenset[str]:
        """Return the fields that no row lacks."""
        times = (self.date, self.follows)
        return frozenset((*self.keys, *self.kept, *self.references, *self.values, *times))

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """Return the names of the parents' ids, in the path or a parameter."""
        own = (self.parent_parameter,) if self.parent_parameter else ()
        return (*re.findall(r"{(\w+)}", self.path), *own)

    @property
    def is_dated(self) -> bool:
        """Return whether the rows are of certain times."""
        return bool(self.date) or self.monthly

    @cached_property
    def records_key(self) -> str:
        """Return the field with the rows, or nothing if the response is the row."""
        if self.records is not None:
            return self.records
        top = {name: each for name, each in self.endpoint.fields.items() if "." not in name}
        lists = [name for name, each in top.items() if each.type == "array"]
        paged = "next_page_token" in top or len(top.keys() & _OF_BODY) > 0
        if len(lists) == 1 and (paged or not top.keys() - {lists[0], f"{lists[0]}[]"}):
            return lists[0]
        if paged and lists:
            raise ValueError(f"{self.path}: say which of {lists} are the records")
        return ""

    def within(self, name: str) -> str:
        """Return the path of a field that is next to the rows."""
        return f"{self.container}.{name}" if self.container else name

    @cached_property
    def row(self) -> tuple[Node, ...]:
        """Return the fields of a row."""
        return tree(facts.rows(self.endpoint, self.within(self.records_key) or None))

    def check(self) -> None:
        """Raise an error if the declaration names what isn't documented."""
        parts = (part for node in self.row for part in node.parts())
        missing = self.always - {""} - {part.path for part in parts}
        if missing:
            raise ValueError(f"{self.path}: rows have no {', '.join(sorted(missing))}")
        if self.variables and not self.parent:
            raise ValueError(f"{self.path}: say which stream {self.variables[-1]} is from")

    @cached_property
    def body(self) -> tuple[Node, ...]:
        """Return the other fields of a list's body, except those about its pages."""
        known = {*_OF_BODY, self.records_key, self.container, *(self.window_names or ())}
        return tuple(node for node in tree(self.endpoint.fields) if node.name not in known)

    @cached_property
    def window_names(self) -> tuple[str, str] | None:
        """Return the parameters for the start and the end of the window."""
        parameters = self.endpoint.parameters
        found = (names for names in _WINDOWS if set(names) <= parameters.keys())
        return self.window or next(found, None)

    @property
    def rate_limit_label(self) -> str:
        """Return the rate limit label, with the prefix of a product that has its own limits."""
        label = self.label or self.endpoint.label
        if not label:
            raise ValueError(f"{self.path}: no label is documented, so declare one")
        return prefix_of(self.endpoint.product) + label.capitalize()


def documented(path: str) -> facts.Endpoint:
    """Return the facts about an endpoint, which must exist."""
    found = facts.find(path)
    if found is None:
        raise ValueError(f"{path} isn't documented: write it by hand in routes/")
    return found
