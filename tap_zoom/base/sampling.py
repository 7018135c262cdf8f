"""Sampling an account: a few requests of each kind, and what they say about the others."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from tap_zoom.api.error_rules import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.api.request import RateLimitLabel, Request
    from tap_zoom.prefetch.plan import PlannedRequest

Kind = tuple[str, str]
"""A stream and an endpoint that it requests."""

SAMPLE = 10  # requests of a kind
_FIRST = 2  # of them, before the rest: an endpoint that refuses these refuses all
_MAX_FOLLOWUPS = 3_000  # of one response


@dataclass(slots=True)
class Sample:
    """The responses to a few requests of one kind.

    Attributes:
        label: Their rate limit label.
        sent: How many there were.
        pages: How many requests it takes to read their lists to the end.
        followups: The requests that their rows lead to, by kind.
    """

    label: RateLimitLabel
    sent: int = 0
    pages: float = 0.0
    followups: Counter[Kind] = field(default_factory=Counter)


class Sampler:
    """Sends a few requests of each kind, one page each.

    Args:
        send: Requests the first page of a list.
        on_response: Called with each response, on the thread of the caller.
    """

    def __init__(
        self,
        send: Callable[[Request], ResultSet],
        on_response: Callable[[ResultSet], object],
    ) -> None:
        """Start without samples."""
        self._send = send
        self._on_response = on_response
        self.samples: dict[Kind, Sample] = {}

    @property
    def sent(self) -> int:
        """Return how many requests were sent."""
        return sum(sample.sent for sample in self.samples.values())

    def sample(self, planned: Iterable[PlannedRequest]) -> list[ResultSet]:
        """Sample some requests, and those that their rows lead to.

        Returns:
            The responses to the requests themselves.
        """
        kinds: defaultdict[Kind, list[PlannedRequest]] = defaultdict(list)
        for each in planned:
            kinds[each.request.stream, each.request.endpoint].append(each)
        return [found for kind, group in kinds.items() for found in self._sample_kind(kind, group)]

    def _sample_kind(self, kind: Kind, planned: Sequence[PlannedRequest]) -> list[ResultSet]:
        sample = self.samples.setdefault(kind, Sample(planned[0].request.label))
        chosen = _spread(planned, SAMPLE - min(sample.sent, SAMPLE))
        followups: list[PlannedRequest] = []
        found: list[ResultSet] = []
        for part in (chosen[:_FIRST], chosen[_FIRST:]):
            if found and all(each.outcome is Outcome.STREAM_UNAVAILABLE for each in found):
                break
            with ThreadPoolExecutor(max(1, len(part))) as threads:
                responses = list(threads.map(self._send, (each.request for each in part)))
            for each, response in zip(part, responses, strict=True):
                found.append(response)
                self._on_response(response)
                followups += self._count(sample, each, response)
        self.sample(followups)
        return found

    @staticmethod
    def _count(
        sample: Sample, planned: PlannedRequest, response: ResultSet
    ) -> list[PlannedRequest]:
        total = response.total or 0
        scale = max(1.0, total / response.count) if response.count else 1.0
        sample.sent += 1
        sample.pages += scale if planned.request.page_size else 1.0
        if planned.expand is None or response.outcome is not Outcome.OK:
            return []
        followups = list(islice(planned.expand(response), _MAX_FOLLOWUPS))
        for each in followups:
            sample.followups[each.request.stream, each.request.endpoint] += scale  # type: ignore[assignment]
        return followups

    def estimate(
        self, kind: Kind, count: float, factor: Callable[[Kind], float]
    ) -> Counter[RateLimitLabel]:
        """Estimate how many requests a number of requests of one kind leads to.

        Args:
            kind: The kind.
            count: How many of them there are.
            factor: Returns which share of the requests of a kind is needed.

        Returns:
            Requests by label, those of the kind itself included.
        """
        sample = self.samples.get(kind)
        found: Counter[RateLimitLabel] = Counter()
        if sample is None or not sample.sent:
            return found
        found[sample.label] += count * sample.pages / sample.sent  # type: ignore[assignment]
        for each, number in sample.followups.items():
            needed = count * number / sample.sent * factor(each)
            found.update(self.estimate(each, needed, factor))
        return found


def _spread(planned: Sequence[PlannedRequest], size: int) -> list[PlannedRequest]:
    """Choose requests at random, as neighbors are alike; each time the same ones."""
    return random.Random(0).sample(planned, min(size, len(planned)))  # noqa: S311 - no secret
