"""Truth about plain endpoints, and which parents there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING

from sandbox.clock import midnight, months_after, parse
from sandbox.plain import BY_STREAM, PLAIN, Plain
from sandbox.plain.declaration import snake
from sandbox.plain.rows import PlainRows, oldest
from sandbox.rows import organization
from sandbox.truth import (
    answers,
    dashboards,
    past,
    phone,
    planned,
    recordings,
    reports,
    session_reports,
    users,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sandbox.account import Account
    from sandbox.model import Row
    from sandbox.truth.extraction import Extraction, Rows, Streams

WRITTEN = (users, planned, past, recordings, phone, session_reports, reports, dashboards, answers)
"""The areas that are written by hand."""

ITEMS = {"zra_conversation_transcripts": ("zra_conversation_participants", "transcripts")}
"""Streams of the items inside another stream's rows, and the field that has them."""


@dataclass(frozen=True, slots=True)
class Parent:
    """One thing below which an endpoint has rows."""

    ids: tuple[str, ...] = ()
    """The ids in the path."""
    row: Row | None = None


def streams(extraction: Extraction) -> Streams:
    """Return the streams of all areas with plain endpoints."""
    found: dict[str, Rows] = {plain.stream: partial(rows, extraction, plain) for plain in PLAIN}
    for stream, (above, field) in ITEMS.items():
        found[stream] = partial(_items, extraction, BY_STREAM[above], field)
    return found


def rows(extraction: Extraction, plain: Plain) -> Iterator[Row]:
    """Yield all rows of a stream, with their parents' ids."""
    for parent in parents(extraction, plain):
        fields = parent_fields(plain, parent)
        for row in of_parent(extraction, plain, parent):
            yield {**row, **fields}


def _items(extraction: Extraction, plain: Plain, field: str) -> Iterator[Row]:
    """Yield the items inside the rows, each with the other fields of its row."""
    for row in rows(extraction, plain):
        about = {name: value for name, value in row.items() if not isinstance(value, (dict, list))}
        for item in row.get(field) or ():
            yield {**about, **item}


def of_parent(
    extraction: Extraction, plain: Plain, parent: Parent, *, details: bool = True
) -> Iterator[Row]:
    """Yield the rows below one parent, without its ids."""
    name, variants = plain.each or ("", ("",))
    for variant in variants:
        for row in _listed(extraction, plain, parent, variant):
            whole = row
            if details and plain.detail:
                detail = detail_of(plain)
                its = Parent((*parent.ids, str(row[_key(detail)])), row)
                if not lost(extraction.account, detail, its):
                    whole = {**row, **single(extraction.account, detail, its)}
            yield {name: variant, **whole} if name else whole


def _listed(extraction: Extraction, plain: Plain, parent: Parent, variant: str) -> Sequence[Row]:
    account, now = extraction.account, extraction.now
    if not plain.records_key:
        return [single(account, plain, parent)]
    made = generator(account, plain, parent, variant)
    if not plain.is_dated:
        return made.undated()
    first = oldest(plain, account, now)
    if plain.monthly:
        return list(_by_month(made, first, extraction))
    return made.dated(*within(plain, parent, max(first, extraction.since or first), now), now)


def _by_month(made: PlainRows, first: datetime, extraction: Extraction) -> Iterator[Row]:
    """Yield the rows of each month that wasn't over at the start date, with the month."""
    today, since = extraction.now.date(), extraction.since
    start = first.date()
    while start <= today:
        following = months_after(start.replace(day=1), 1)
        last = min(following - timedelta(days=1), today)
        if since is None or last >= since.date():
            month = {"from": f"{start}", "to": f"{last}", "month": f"{start:%Y-%m}"}
            for row in made.dated(midnight(start), midnight(following), extraction.now):
                yield {**row, **month}
        start = following


def within(
    plain: Plain, parent: Parent, start: datetime, end: datetime
) -> tuple[datetime, datetime]:
    """Narrow a period to the days around the parent's date, if rows are from nowhere else."""
    if plain.span is None or parent.row is None:
        return start, end
    day = midnight(parse(str(parent.row[BY_STREAM[plain.parent].date])).date())
    first, last = (day + timedelta(days=days) for days in plain.span)
    return max(start, first), min(end, last + timedelta(days=1))


def generator(account: Account, plain: Plain, parent: Parent, variant: str = "") -> PlainRows:
    """Return what makes the rows below a parent."""
    time = parent.row[plain.follows] if plain.follows and parent.row else None
    moment = parse(str(time)) if time else None
    return PlainRows(account, plain, parent.ids, variant, moment=moment)


def single(account: Account, plain: Plain, parent: Parent) -> Row:
    """Return the response that is a row itself."""
    listed = parent.row if is_detail(plain) else None
    return generator(account, plain, parent).single(listed)


@cache
def detail_of(plain: Plain) -> Plain:
    """Return the endpoint of the rows' details."""
    return Plain(
        plain.stream,
        plain.detail,
        feature=plain.feature,
        parent=plain.stream,
        lost=plain.lost_detail,
        records="",
    )


def is_detail(plain: Plain) -> bool:
    """Return whether an endpoint has the details of its parent's rows."""
    above = BY_STREAM.get(plain.parent)
    return above is not None and plain.path in (
        above.detail,
        f"{above.path}/{{{plain.variables[-1]}}}",
    )


def _key(plain: Plain) -> str:
    """Return the field of the parent that is the last id in the path."""
    above = BY_STREAM.get(plain.parent)
    return plain.parent_key or (above.keys[0] if above and above.keys else "id")


def parent_fields(plain: Plain, parent: Parent) -> Row:
    """Return what the rows have of their parent in the truth."""
    if not parent.ids or plain.parent == "account":
        return {}
    names = [snake(name) for name in plain.variables]
    names[-1] = plain.parent_id or names[-1]
    row = parent.row or {}
    more = {new: row[old] for old, new in plain.parent_fields.items() if old in row}
    return {**dict(zip(names, parent.ids, strict=True)), **more}


def lost(account: Account, plain: Plain, parent: Parent) -> bool:
    """Return whether a parent can't be read any more after it was listed."""
    if plain.lost is None or not account.options.vanishing or not parent.ids:
        return False
    return account.rng("lost", plain.path, *parent.ids).chance(0.15)


def parents(extraction: Extraction, plain: Plain) -> Iterator[Parent]:
    """Yield the parents that can be read: a single one without ids if rows have none."""
    features = extraction.features
    if plain.feature and not getattr(features, plain.feature):
        return
    for parent in listed_parents(extraction, plain):
        if not lost(extraction.account, plain, parent):
            yield parent


def listed_parents(extraction: Extraction, plain: Plain) -> Iterator[Parent]:
    account = extraction.account
    if not plain.parent:
        yield Parent()
    elif plain.parent == "account":
        yield Parent((account.account_id,))
    elif plain.parent == "users":
        for user in extraction.readable_users():
            yield Parent((user.id,), {"id": user.id, "email": user.email})
    elif plain.parent in BY_STREAM:
        above = BY_STREAM[plain.parent]
        for parent in parents(extraction, above):
            for row in of_parent(extraction, above, parent, details=False):
                yield Parent((*parent.ids, str(row[_key(plain)])), row)
    else:
        for row in _written(extraction, plain.parent):
            if plain.parent != "groups" or _group_exists(account, row):
                yield Parent((str(row[_key(plain)]),), row)


def _written(extraction: Extraction, stream: str) -> Iterator[Row]:
    for area in WRITTEN:
        found = area.streams(extraction)
        if stream in found:
            yield from found[stream]()
            return
    raise ValueError(f"unknown stream {stream}")


def _group_exists(account: Account, row: Row) -> bool:
    numbers = range(organization.count_groups(account))
    existing = (n for n in numbers if organization.group_exists(account, n))
    return row["id"] in {organization.group_id(account, n) for n in existing}
