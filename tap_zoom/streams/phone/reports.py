"""Reports of Zoom Phone: charges and changes of the settings."""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.streams.phone import PLAN


class PhoneOperationLogs(WindowedStream):
    """Changes that administrators made to Zoom Phone."""

    name = "phone_operation_logs"
    selected_by_default = False
    path = "/phone/reports/operationlogs"
    records_key = "operation_logs"
    rate_limit_label = RateLimitLabel.PHONE_HEAVY
    scopes = Scopes(("phone:read:operation_logs:admin",), ("phone:read:admin",))
    plan_requirement = PLAN
    primary_keys = ("row_id",)
    replication_key = "time"
    row_key_fields = ("action", "category_type", "operation_detail", "operator", "time")


STREAMS = (PhoneOperationLogs,)
