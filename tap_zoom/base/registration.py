"""Registration, which meetings and webinars have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from typing_extensions import override

from tap_zoom.base.stream import ZoomStream

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tap_zoom.api.request import Request
    from tap_zoom.records.types import Record

REGISTRATION_IS_OFF = "registration is off"

_NO_REGISTRATION = 2  # settings.approval_type
_PER_OCCURRENCE = 2  # settings.registration_type
WHOLE_SERIES = "all"


def registration_context(record: Record) -> dict[str, Any]:
    """Return what the children of a meeting or webinar need to know about its registration.

    Args:
        record: A meeting or webinar with its details.

    Returns:
        ``registration``: whether it is on, or None if the record doesn't say; ``occurrences``: the
        occurrences that people register for one by one.
    """
    settings: Mapping[str, Any] = record.get("settings") or {}
    on: bool | None = None
    if record.get("registration_url"):
        on = True
    elif settings.get("approval_type") is not None:
        on = settings["approval_type"] != _NO_REGISTRATION
    per_occurrence = settings.get("registration_type") == _PER_OCCURRENCE
    planned = [o for o in record.get("occurrences") or () if o.get("status") != "deleted"]
    ids = [o.get("occurrence_id") for o in planned] if per_occurrence else []
    return {"registration": on, "occurrences": tuple(filter(None, ids))}


class RequiresRegistration:
    """Mixin for streams that only have rows if people have to register."""

    def skip_reason(self, context: Mapping[str, Any]) -> str:
        """Return why there are no rows if registration is off."""
        return REGISTRATION_IS_OFF if context.get("registration") is False else ""


class RegistrantStream(RequiresRegistration, ZoomStream):
    """People who registered, in all three statuses.

    If people register for each occurrence of a series, each occurrence has a list of its own. The
    list without an occurrence is read as well, for occurrences that Zoom no longer names.
    """

    records_key = "registrants"
    query_variants = ({"status": "approved"}, {"status": "pending"}, {"status": "denied"})
    requires_parent_detail = True
    replication_key = None

    #: Name of the parent's id in the key.
    parent_key: ClassVar[str]

    @override
    def requests(self, context: Mapping[str, Any]) -> Iterable[Request]:
        for occurrence in context.get("occurrences", ()):
            for params in self.query_variants:
                yield self.request(context, {**params, "occurrence_id": occurrence})
        yield from super().requests(context)

    @override
    def normalize_row(self, row: Record, request: Request | None) -> Record:
        params = dict(request.params) if request else {}
        return {**row, "occurrence_id": params.get("occurrence_id", WHOLE_SERIES)}

    @override
    def is_duplicate(self, record: Record, seen: set[Any]) -> bool:
        person = (record[self.parent_key], record["id"])
        if record["occurrence_id"] == WHOLE_SERIES and person in seen:
            return True
        seen.add(person)
        return False
