"""What call queues did, summed up over any days."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox.plain import BY_STREAM
from sandbox.plain.rows import PlainRows
from sandbox.rows.common import with_extra_fields

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sandbox.account import Account
    from sandbox.model import Row

_SUMS = (
    *("inbound_calls", "completed_calls", "abandoned_calls", "overflowed_calls"),
    *("outbound_calls", "outbound_connected_calls", "outbound_unconnected_calls"),
)
_AVERAGES = ("avg_handle_time", "avg_in_queue_wait_time", "avg_wrap_up_time")
_LONGEST = "max_in_queue_wait_time"


def rows(account: Account, first: date, last: date) -> Iterator[Row]:
    """Yield a row for each queue, whether it had calls or not."""
    for queue in PlainRows(account, BY_STREAM["phone_call_queues"]).undated():
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        figures = [_figures(account, queue["id"], day) for day in days]
        yield with_extra_fields(
            account,
            {
                "call_queue_id": queue["id"],
                "call_queue_ext_id": account.rng("queue extension", queue["id"]).key(),
                "call_queue_name": queue.get("name", ""),
                "site_id": queue["site"]["id"],
                "site_name": "Main Site",
                **{name: sum(each[name] for each in figures) for name in _SUMS},
                **{name: sum(each[name] for each in figures) // len(days) for name in _AVERAGES},
                _LONGEST: max(each[_LONGEST] for each in figures),
            },
        )


def _figures(account: Account, queue: str, day: date) -> dict[str, int]:
    rng = account.rng("queue", queue, day.toordinal())
    if day.weekday() == 6:  # closed
        return dict.fromkeys((*_SUMS, *_AVERAGES, _LONGEST), 0)
    return {name: rng.randrange(200) for name in (*_SUMS, *_AVERAGES, _LONGEST)}
