"""Settings of the account, its groups and its users, and which of them are locked.

Zoom returns hundreds of settings in nested objects, and adds more with each release. A record per
setting can be filtered, compared and joined without JSON functions, and needs no new columns.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from typing_extensions import override

from tap_zoom.api.request import RateLimitLabel
from tap_zoom.base.declaration import Scopes
from tap_zoom.base.stream import ZoomStream
from tap_zoom.records.secrets import is_secret, without_secrets
from tap_zoom.streams.organization import Groups
from tap_zoom.streams.users import Users

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tap_zoom.api.pagination import ResultSet
    from tap_zoom.api.request import Request
    from tap_zoom.records.types import Record

#: The area of a setting that Zoom returns outside any object.
GENERAL = "general"
_SECURITY = {"option": "meeting_security"}
_SIGN_IN = ({"option": "meeting_authentication"}, {"option": "recording_authentication"})
_LOCKS = {"true": True, "false": False}
# Settings about passwords, rather than a password: require_password_for_pmi_meetings.
_IS_POLICY = re.compile(r"^(require|minimum|maximum)_|_requirement$")


class SettingsStream(ZoomStream):
    """Settings of the account, a group or a user, one record per setting.

    Attributes:
        are_locks: Whether the values say which settings are locked.
    """

    selected_by_default = False
    rate_limit_label = RateLimitLabel.MEDIUM
    page_size = None
    replication_key = None
    are_locks: ClassVar[bool] = False
    required_fields = (
        "in_meeting",
        "schedule_meeting",
        "recording",
        "meeting_security",
        "security",
        "meeting_authentication",
        "recording_authentication",
        "authentication_options",
    )

    @override
    def request(self, context: Mapping[str, Any], params: Mapping[str, str]) -> Request:
        return super().request({"account_id": "me", **context}, params)

    @override
    def rows(self, result_set: ResultSet) -> Iterable[Record]:
        # Two options have a list of the same name.
        outermost = dict(result_set.request.params).get("option", GENERAL)
        for body in super().rows(result_set):
            for path, value in leaves(body):
                area, *names = path if len(path) > 1 else (outermost, *path)
                yield {"area": area, "name": ".".join(names), "value": value}

    @override
    def normalize_row(self, row: Record, request: Request | None) -> Record:
        value = row.pop("value")
        if self.are_locks:
            # A few are text, and some of these repeat the setting's value.
            return {**row, "locked": _LOCKS.get(str(value).lower())}
        column = "secret_value" if is_credential(row, value) else "value"
        return {**row, column: self._as_text(value)}

    def _as_text(self, value: object) -> str | None:
        """Return a value as text, which for a list or a number is JSON."""
        if value is None or isinstance(value, str):
            return value
        summary = self.run.summary
        kept = without_secrets(value, lambda: summary.on_invalid_value(self.name, "value"))
        return msgspec.json.encode(kept).decode()


def leaves(body: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[Any, object]]:
    """Yield each value in nested objects that isn't an object itself, with the path to it."""
    for name, value in body.items():
        path = (*above, name)
        if isinstance(value, dict) and value:
            yield from leaves(value, path)
        else:
            yield path, value


def is_credential(row: Record, value: object) -> bool:
    """Return whether a setting's value is a password, a token or the like.

    Args:
        row: The setting: its area and its name.
        value: Its value. On and off let nobody in.
    """
    if value is None or isinstance(value, bool):
        return False
    names = (row["area"], *row["name"].split("."))
    return any(is_secret(name) and not _IS_POLICY.search(name) for name in names)


class AccountSettings(SettingsStream):
    """Settings of the account: the defaults of its groups and users, and its security."""

    name = "account_settings"
    path = "/accounts/{account_id}/settings"
    query_variants = ({}, {"option": "security"}, _SECURITY, *_SIGN_IN)
    scopes = Scopes(("account:read:settings:admin",), ("account:read:admin",))
    plan_requirement = "A paid plan"
    primary_keys = ("area", "name")


class AccountLockSettings(SettingsStream):
    """Which settings the account keeps its groups and users from changing."""

    name = "account_lock_settings"
    path = "/accounts/{account_id}/lock_settings"
    query_variants = ({}, _SECURITY)
    # Zoom documents the granular scope for master accounts only, the classic one for all.
    scopes = Scopes(("account:read:lock_settings:master",), ("account:read:admin",))
    plan_requirement = "Pro or more"
    primary_keys = ("area", "name")
    are_locks = True


class GroupSettings(SettingsStream):
    """Settings of groups: the defaults of their users."""

    name = "group_settings"
    parent_stream_type = Groups
    path = "/groups/{group_id}/settings"
    query_variants = ({}, _SECURITY, *_SIGN_IN)
    scopes = Scopes(("group:read:settings:admin",), ("group:read:admin",))
    plan_requirement = "Pro or more"
    primary_keys = ("group_id", "area", "name")


class GroupLockSettings(SettingsStream):
    """Which settings groups keep their users from changing."""

    name = "group_lock_settings"
    parent_stream_type = Groups
    path = "/groups/{group_id}/lock_settings"
    query_variants = ({}, _SECURITY)
    scopes = Scopes(("group:read:lock_settings:admin",), ("group:read:admin",))
    plan_requirement = "Pro or more"
    primary_keys = ("group_id", "area", "name")
    are_locks = True


class UserSettings(SettingsStream):
    """Settings of users, who take them from their groups or the account unless they change them."""

    name = "user_settings"
    parent_stream_type = Users
    path = "/users/{user_id}/settings"
    # How people sign in to meetings is the account's choice, and not worth two more requests.
    query_variants = ({}, _SECURITY)
    scopes = Scopes(("user:read:settings:admin",), ("user:read:admin",))
    primary_keys = ("user_id", "area", "name")


STREAMS = (AccountSettings, AccountLockSettings, GroupSettings, GroupLockSettings, UserSettings)
