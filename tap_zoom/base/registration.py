"""Registration, which meetings and webinars share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from tap_zoom.base.stream import ZoomStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_zoom.api.request import Call
    from tap_zoom.base.declaration import Record

REGISTRATION_IS_OFF = "registration is off"

_NO_REGISTRATION = 2  # settings.approval_type
_EACH_OCCURRENCE = 2  # settings.registration_type
WHOLE_SERIES = "all"


def registration_of(record: Record) -> dict[str, Any]:
    """What the children of a meeting or webinar have to know about its registration.

    Args:
        record: A meeting or webinar with its details.

    Returns:
        ``registration``: on, off, or None where the record doesn't say; ``occurrences``: those
        that people register for one by one.
    """
    settings: Mapping[str, Any] = record.get("settings") or {}
    on: bool | None = None
    if record.get("registration_url"):
        on = True
    elif settings.get("approval_type") is not None:
        on = settings["approval_type"] != _NO_REGISTRATION
    each = settings.get("registration_type") == _EACH_OCCURRENCE
    planned = [o for o in record.get("occurrences") or () if o.get("status") != "deleted"]
    ids = [o.get("occurrence_id") for o in planned] if each else []
    return {"registration": on, "occurrences": tuple(filter(None, ids))}


class NeedsRegistration(ZoomStream):
    """A stream that has rows only where people register."""

    needs_detail = True

    @override
    def known_absent(self, context: Mapping[str, Any]) -> str:
        return REGISTRATION_IS_OFF if context.get("registration") is False else ""


class Registrants(NeedsRegistration):
    """People who registered, in all three statuses.

    Where people register for each occurrence of a series, each occurrence has a list of its own;
    the list without an occurrence is read as well, for occurrences that Zoom no longer names.
    """

    records_key = "registrants"
    passes = ({"status": "approved"}, {"status": "pending"}, {"status": "denied"})
    replication_key = None

    #: Name of the parent's id among the keys.
    parent_key: ClassVar[str]

    @override
    def calls(self, context: Mapping[str, Any]) -> Iterable[Call]:
        for occurrence in context.get("occurrences", ()):
            for params in self.passes:
                yield self.call(context, {**params, "occurrence_id": occurrence})
        yield from super().calls(context)

    @override
    def to_record(self, row: Record, context: Mapping[str, Any], call: Call) -> Record:
        occurrence = dict(call.params).get("occurrence_id", WHOLE_SERIES)
        return super().to_record({**row, "occurrence_id": occurrence}, context, call)

    @override
    def is_known(self, record: Record, seen: set[tuple[Any, ...]]) -> bool:
        if super().is_known(record, seen):
            return True
        person = (record[self.parent_key], record["id"])
        if record["occurrence_id"] == WHOLE_SERIES and person in seen:
            return True
        seen.add(person)
        return False
