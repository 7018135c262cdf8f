"""Reports of Zoom Phone: charges and changes of the settings."""

from __future__ import annotations

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.windowed import WindowedStream
from tap_zoom.streams.phone import PLAN

_CHARGES_MONTHS = 13


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


class PhoneCallCharges(WindowedStream):
    """What calls cost."""

    name = "phone_call_charges"
    selected_by_default = False
    path = "/phone/reports/call_charges"
    retention_months = _CHARGES_MONTHS
    records_key = "call_charges"
    rate_limit_label = RateLimitLabel.PHONE_HEAVY
    scopes = Scopes(("phone:read:call_charges:admin",), ("phone:read:admin",))
    plan_requirement = PLAN
    primary_keys = ("row_id",)
    replication_key = "end_time"
    # What the key lacks can change, or be late, as prices are.
    row_key_fields = (
        "call_log_id",
        "end_time",
        "service_type",
        "billing_number",
        "caller_number",
        "callee_number",
        "forward_number_billing",
    )


class PhoneSmsCharges(WindowedStream):
    """What text messages cost."""

    name = "phone_sms_charges"
    selected_by_default = False
    path = "/phone/reports/sms_charges"
    retention_months = _CHARGES_MONTHS
    records_key = "sms_charges"
    rate_limit_label = RateLimitLabel.PHONE_HEAVY
    scopes = Scopes(("phone:read:sms_charges:admin",), ("phone:read:admin",))
    plan_requirement = PLAN
    primary_keys = ("row_id",)
    replication_key = "sent_time"
    row_key_fields = (
        "message_id",
        "sent_time",
        "message_type",
        "billing_number",
        "from_number",
        "to_number",
    )


class PhoneFaxCharges(WindowedStream):
    """What faxes cost."""

    name = "phone_fax_charges"
    selected_by_default = False
    path = "/phone/reports/fax_charges"
    # Zoom names no limit for faxes, only for calls and messages.
    retention_months = _CHARGES_MONTHS
    records_key = "fax_charges"
    rate_limit_label = RateLimitLabel.PHONE_HEAVY
    scopes = Scopes(("phone:read:fax_charges:admin",), ("phone:read:admin",))
    plan_requirement = PLAN
    primary_keys = ("row_id",)
    replication_key = "end_time"
    row_key_fields = ("fax_id", "billing_number", "sender_number", "receiver_number")


STREAMS = (
    PhoneOperationLogs,
    PhoneCallCharges,
    PhoneSmsCharges,
    PhoneFaxCharges,
)
