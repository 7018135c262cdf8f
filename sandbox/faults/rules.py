"""All active faults, and what they do to one request."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sandbox.faults import plan
from sandbox.faults.edits import ENDLESS
from sandbox.faults.fault import Fault
from sandbox.faults.kinds import KINDS, TABLE
from sandbox.paging import Shift

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sandbox.account import Account
    from sandbox.clock import Clock
    from sandbox.log import Request
    from sandbox.model import Row
    from sandbox.response import Response

TOKEN = "next_page_token"


@dataclass(slots=True)
class Strike:
    """The faults that strike one request."""

    request: Request
    authorization: str
    faults: Sequence[Fault] = ()
    shift: Shift = field(default_factory=Shift)
    """How the list has changed since its first page."""

    @property
    def dead_token(self) -> bool:
        """Return whether the access token must be invalidated."""
        return any(TABLE[fault.kind].dead_token for fault in self.faults)

    def replacement(self) -> Response | None:
        """Return what is sent instead of the real response, if anything."""
        for fault in self.faults:
            instead = TABLE[fault.kind].instead
            if instead:
                return instead(fault, self.request, self.authorization)
        return None

    def params(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the parameters without a page token that a fault has made up."""
        kinds = {fault.kind for fault in self.faults}
        made_up = "endless_pages" in kinds and values.get(TOKEN, "").startswith(ENDLESS)
        return {name: v for name, v in values.items() if not (made_up and name == TOKEN)}

    def edited(self, body: Row, key: str) -> Any:
        """Return the body to send; ``key`` is the name of its list, or empty."""
        for fault in self.faults:
            kind = TABLE[fault.kind]
            if kind.edit and (key or kind.of_any_body):
                body = kind.edit(fault, dict(body), key, self.request)
        return body

    def delivered(self, response: Response, headers: Mapping[str, str]) -> Response:
        """Return the response with the usual headers, and with what the faults do to it."""
        response = replace(response, headers={**headers, **response.headers})
        for fault in self.faults:
            deliver = TABLE[fault.kind].deliver
            if deliver:
                response = deliver(fault, response)
            if fault.headers:
                ours = {name.lower() for name in fault.headers}
                kept = {n: v for n, v in response.headers.items() if n.lower() not in ours}
                response = replace(response, headers={**kept, **fault.headers})
        return response


class Faults:
    """All active rules, the latest first.

    The first that strikes decides, unless it only changes the body or the headers of the real
    response: then the next ones have their turn as well.
    """

    def __init__(
        self, account: Account, clock: Clock, shares: Mapping[str, float], slow_seconds: float
    ) -> None:
        """Take the shares of requests that fail at random, by kind.

        Token requests are exempt: a refresh token lost in transit is lost for good.
        """
        self._account = account
        self._clock = clock
        self._rng = account.rng("faults")
        self.rules: list[Fault] = []
        for kind, share in shares.items():
            self.add("^/v2/", kind=kind, share=share, seconds=slow_seconds)

    def add(self, match: str = "", **how: Any) -> Fault:
        """Add a rule with the fields of ``Fault``, in front of the others."""
        fault = Fault(match, **how)
        if fault.kind not in KINDS:
            raise ValueError(f"{fault.kind!r} is not one of {', '.join(KINDS)}")
        flaws = TABLE[fault.kind].flaws
        if fault.flaw and fault.flaw not in flaws:
            raise ValueError(f"{fault.flaw!r} is not one of {', '.join(flaws)}")
        self.rules.insert(0, fault)
        return fault

    def remove(self, fault: Fault | str) -> None:
        """Remove a rule, or all rules of one name."""
        kept = [rule for rule in self.rules if rule is not fault and rule.name != fault]
        if len(kept) == len(self.rules):
            raise ValueError(f"no such fault: {fault!r}")
        self.rules[:] = kept

    def clear(self) -> None:
        """Remove all rules."""
        self.rules.clear()

    def random_items(
        self,
        seed: int,
        *,
        share: float = 0.1,
        kinds: Sequence[str | Mapping[str, Any]] = plan.LASTING,
        nights: int | tuple[int, int] = (1, 3),
        among: Collection[str] = plan.AREAS,
    ) -> list[plan.DeadItem]:
        """Let a random share of all items fail for some nights, and say which.

        Args:
            seed: Another seed picks other items.
            share: The share of items that fail.
            kinds: How they fail: names of kinds, or fields of ``Fault``.
            nights: For how many days by the sandbox's clock, or from how many to how many.
            among: ``sessions``: the reports of one session. ``hosts``: a host's list in the
                reports, for windows with a certain day. ``instances``: what is below a past
                session.
        """
        now = self._clock.now()
        found = []
        for place, rng in plan.random_places(self._account, now, seed, share, among):
            until = plan.healing(now, nights, rng)
            fault = self.add(**plan.fault_fields(place, kinds, until, rng))
            found.append(plan.DeadItem(place, fault, until))
        return found

    def strike(self, request: Request, authorization: str) -> Strike:
        """Return what strikes this request, and note it in the log."""
        if not self.rules:
            return Strike(request, authorization)
        now, struck = self._clock.now(), []
        first_page = TOKEN not in request.params
        pages = "&".join(part for part in request.query.split("&") if TOKEN not in part)
        name = f"{request.path}?{pages}"
        rows = total = 0
        for rule in list(self.rules):
            kind = TABLE[rule.kind]
            if kind.shift and first_page:
                rule.moved.pop(name, None)
            elif rule.strikes(request, now, self._rng):
                struck.append(rule)
                if kind.shift:
                    by = (rule.rows or 1) * kind.shift
                    rows += by
                    rule.moved[name] = rule.moved.get(name, 0) - by
                elif not kind.continues:
                    break
            if kind.shift and not rule.keep_total:
                total += rule.moved.get(name, 0)
        request.fault = "+".join(fault.kind for fault in struck)
        return Strike(request, authorization, struck, Shift(rows, total))
