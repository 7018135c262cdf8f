"""Streams with more lists than the account allows requests per day."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Protocol, TypeVar

from tap_zoom.exceptions import DailyLimitError, LimitError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tap_zoom.api.request import RateLimitLabel
    from tap_zoom.run.context import Run

T = TypeVar("T")


class Listed(Protocol):
    """A stream that reads many lists before it writes a record."""

    @property
    def name(self) -> str: ...
    @property
    def rate_limit_label(self) -> RateLimitLabel: ...
    @property
    def advice_on_budget(self) -> str: ...
    @property
    def run(self) -> Run: ...


def checked(stream: Listed, lists: Iterable[T], count: int) -> Iterator[T]:
    """Make sure that the lists of one window fit into a day, before all but the first are read.

    Args:
        stream: The stream.
        lists: The lists that come before the first record.
        count: How many there are.

    Raises:
        LimitError: They don't, so that no run could ever write a record.
    """
    rest = iter(lists)
    yield from islice(rest, 1)
    # The response to the first one may have told the account's own daily limit.
    _check(stream, count)
    yield from rest


def _check(stream: Listed, lists: int) -> None:
    label = stream.rate_limit_label
    budget = stream.run.limiter.daily_budget(label)
    if budget is not None and lists >= budget:
        msg = (
            f"{stream.name} can't be read: it takes {lists:,} {label.value} requests to list what "
            f"was held in a month or a night, but the tap may make {budget:,} a day. "
            f"{stream.advice_on_budget}."
        )
        raise LimitError(msg)


def explain(stream: Listed, error: LimitError) -> LimitError:
    """Return the error for a run that ended at a daily limit before it wrote any record.

    The next run would begin with the same lists: it resumes nothing.
    """
    if not isinstance(error, DailyLimitError):
        return error
    return LimitError(
        f"{error.limit} The run got no further than the first lists of {stream.name}. If that "
        "happens again while no other app is using up the limit, it is too low for these lists: "
        f"{stream.advice_on_budget}."
    )
