"""What a new stream's schema and declaration are made from: the facts, and what the user says."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import facts
from tap_zoom.streams import STREAMS

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Mapping

    from facts import Endpoint, Field

PLACEHOLDER = "TODO"
ROW_ID = "row_id"

#: Modules in ``tap_zoom.streams`` by product, or by the beginning of the path.
_MODULES = {
    "/phone/call_queue": "phone.queues",
    "/phone/call_": "phone.calls",
    "/phone/voice_mails": "phone.messages",
    "/phone/sms": "phone.messages",
    "/phone/reports": "phone.reports",
    "/phone/": "phone.inventory",
    "/number_management/": "phone.inventory",
    "/rooms": "rooms",
    "/contact_center/analytics": "contact_center.performance",
    "/contact_center/": "contact_center.inventory",
    "/zra/": "revenue_accelerator",
    "/zoom_events/": "events",
    "/marketplace/": "security",
}
#: Names of the parameters for the beginning and the end of a window.
_WINDOWS = (
    ("from", "to"),
    ("start_date", "end_date"),
    ("start_time_from", "start_time_to"),
    ("enter_time_from", "enter_time_to"),
    ("submit_time_start", "submit_time_end"),
)
_PAGING = {"page_size", "page_number", "next_page_token"}
_ENVELOPE = {*_PAGING, "page_count", "total_records", "from", "to"}
_SCALARS = {"string", "integer", "number", "boolean"}


class Undecided(Exception):
    """Something that the facts don't say and the user must."""


@dataclass
class Plan:
    """A stream that is to be added.

    Attributes:
        name: Its name.
        endpoint: The facts about its endpoint.
        module: Its module in ``tap_zoom.streams``.
        records_key: The field of the response that holds the rows; None if the response is the row.
        rows: The fields of the rows, by path within the row.
        parent: The class of its parent.
        keys: Its primary key.
        parent_ids: The part of the key that is in the path, and the fields that it refers to.
        row_key_fields: The fields that a made key is made from.
        date: The replication key, if the stream is read by windows.
        window: Names of the parameters for a window.
        variants: The values of a required parameter.
        notes: What has to be decided or checked by hand.
    """

    name: str
    endpoint: Endpoint
    module: str
    records_key: str | None
    rows: Mapping[str, Field]
    parent: Any = None
    keys: tuple[str, ...] = ()
    parent_ids: dict[str, str] = field(default_factory=dict)
    row_key_fields: tuple[str, ...] = ()
    date: str | None = None
    window: tuple[str, str] | None = None
    variants: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def class_name(self) -> str:
        """Return the name of the class."""
        return "".join(word.capitalize() for word in self.name.split("_"))

    @property
    def base(self) -> str:
        """Return the name of the base class."""
        if self.window is None:
            return "ZoomStream"
        return "ChildWindowsStream" if self.parent is not None else "WindowedStream"

    @property
    def path(self) -> str:
        """Return the path with our names for the ids in it."""
        return re.sub(r"\{(\w+)\}", lambda found: f"{{{snake(found[1])}}}", self.endpoint.path)


def snake(name: str) -> str:
    """Return the name of an id as a field has it: ``callQueueId`` is ``call_queue_id``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def plan(options: Namespace) -> Plan:
    """Combine the facts with what the user says.

    Raises:
        Undecided: The user must say more.
    """
    declared = {str(vars(stream)["name"]): stream for stream in STREAMS}
    if options.name in declared:
        msg = f"the stream {options.name} exists already"
        raise Undecided(msg)
    endpoint = facts.find(options.path)
    if endpoint is None:
        msg = f"facts/endpoints.json has no {options.path}"
        raise Undecided(msg)
    if options.parent and options.parent not in declared:
        msg = f"--parent: no stream is named {options.parent}"
        raise Undecided(msg)
    module = options.module or next(
        (module for start, module in _MODULES.items() if endpoint.path.startswith(start)), ""
    )
    if not module:
        msg = "name its module in tap_zoom/streams, as in --in security"
        raise Undecided(msg)
    records_key = _records_key(endpoint, options.rows)
    found = Plan(
        name=options.name,
        endpoint=endpoint,
        module=module,
        records_key=records_key,
        rows=facts.rows(endpoint, records_key),
        parent=declared.get(options.parent),
    )
    _parent_ids(found)
    _key(found, options.key)
    _window(found, options.date)
    _parameters(found)
    if endpoint.deprecated:
        found.notes.append("Zoom advises against using this endpoint")
    return found


def _records_key(endpoint: Endpoint, named: str) -> str | None:
    lists = [n for n, each in endpoint.fields.items() if each.type == "array" and "." not in n]
    if named == "-":
        return None
    if named and named not in lists:
        msg = f"--rows: the response has no list {named}, only {_words(lists)}"
        raise Undecided(msg)
    beside = [
        name
        for name, each in endpoint.fields.items()
        if not {".", "["} & {*name}
        and name not in {*lists[:1], *_ENVELOPE}
        and (each.type in {"object", "array"} or "next_page_token" not in endpoint.fields)
    ]
    if not named and lists and beside:
        msg = f"name the list with the rows: --rows {_words(lists)}, or - for the response itself"
        raise Undecided(msg)
    return named or (lists[0] if lists else None)


def _parent_ids(stream: Plan) -> None:
    ids = [snake(name) for name in re.findall(r"\{(\w+)\}", stream.endpoint.path)]
    if ids and stream.parent is None:
        msg = f"the path contains {_words(ids)}: name the parent stream, as in --parent users"
        raise Undecided(msg)
    if not ids:
        return
    above, known = stream.parent, {}
    while above is not None:
        known.update({name: f"{above.name}.{f}" for name, f in above.child_context_fields.items()})
        above = above.parent_stream_type
    *_, own = stream.parent.primary_keys
    stream.parent_ids = {name: known.get(name, f"{stream.parent.name}.{own}") for name in ids}
    stream.notes += [
        f"{name} is both {refers_to} and a field of the rows: own_fields keeps the latter"
        for name, refers_to in stream.parent_ids.items()
        if name in stream.rows
    ]


def _key(stream: Plan, named: str) -> None:
    """Find the key: what the user names, an id among the fields, or a made one."""
    own = tuple(filter(None, named.split(",")))
    if unknown := [name for name in own if name not in stream.rows and name != ROW_ID]:
        msg = f"--key: the rows have no field {_words(unknown)}"
        raise Undecided(msg)
    if not own:
        thing = (stream.records_key or stream.name).removesuffix("s")
        candidates = ("id", f"{thing}_id", f"{thing.rpartition('_')[2]}_id", "uuid")
        own = tuple(name for name in candidates if name in stream.rows)[:1] or (ROW_ID,)
        if own[0] not in {ROW_ID, "id"}:
            stream.notes.append(f"{own[0]} is assumed to be the key: check that it is unique")
    if own == (ROW_ID,):
        stream.row_key_fields = tuple(n for n, each in stream.rows.items() if _is_scalar(n, each))
        stream.notes.append(
            "the rows have no id, so the tap makes one: keep in row_key_fields only fields that "
            "never change and that tell rows apart"
        )
    stream.keys = (*(name for name in stream.parent_ids if name not in own), *own)


def _window(stream: Plan, date: str) -> None:
    names = stream.endpoint.parameters
    current = {name for name, each in names.items() if not each.deprecated}
    stream.window = next((pair for pair in _WINDOWS if {*pair} <= current), None)
    if stream.window is None or date == "-":
        if date not in {"", "-"}:
            msg = "--date: the endpoint has no parameters for a window"
            raise Undecided(msg)
        if stream.window is not None:
            stream.notes.append(
                f"{_words(stream.window)} are not sent: find out what Zoom lists without them"
            )
            stream.window = None
        return
    times = [name for name, each in stream.rows.items() if time_format(name, each)]
    stream.notes.append("find out how long Zoom keeps these rows: retention_months is 6")
    if stream.parent is not None:
        if date:
            msg = "a list per parent has no bookmark: leave out --date"
            raise Undecided(msg)
        return
    if not times and set(stream.window) <= {n for n, each in names.items() if each.required}:
        msg = (
            f"the rows have no time, but {_words(stream.window)} are required: use --date -, and "
            "monthly = True in a WindowedStream if these are figures of a period"
        )
        raise Undecided(msg)
    if date not in times:
        msg = f"name the field with the time: --date {_words(times)}; or --date - to read in full"
        raise Undecided(msg)
    stream.date = date


def _parameters(stream: Plan) -> None:
    for name, each in stream.endpoint.parameters.items():
        if name in _PAGING or name in (stream.window or ()) or each.deprecated:
            continue
        if name in {"sort_order", "timezone"}:
            continue
        if each.required and each.enum:
            stream.variants[name] = tuple(map(str, each.enum))
        elif each.required:
            stream.notes.append(f"Zoom requires the parameter {name}: override requests()")
        elif each.default not in {None, "all", False}:
            stream.notes.append(
                f"without {name}, Zoom lists only {each.default!r} (of {_words(each.enum)}): "
                "request the others with query_variants"
            )


def time_format(name: str, each: Field) -> str:
    """Return the format of a field's values if they are dates or times, else blank text."""
    if each.type != "string" or "." in name or "[" in name:
        return ""
    if each.format in {"date", "date-time"}:
        return each.format
    return "date-time" if name.endswith("_time") or name in {"time", "date_time"} else ""


def _is_scalar(name: str, each: Field) -> bool:
    return each.type in _SCALARS and "." not in name and "[" not in name


def _words(names: Iterable[object]) -> str:
    return ", ".join(map(str, names))
