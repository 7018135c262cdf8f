"""How Zoom refuses: status, code and text, each in one place."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An answer that isn't what was asked for."""

    def __init__(
        self,
        status: int,
        code: int | None,
        message: str,
        *,
        malformed: bool = False,
        headers: dict[str, str] | None = None,
    ) -> None:
        """Take status, Zoom's code (None: the body has none) and text.

        ``malformed`` says that the caller made a mistake which a careful client never makes.
        """
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.malformed = malformed
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        """Give the body as Zoom sends it."""
        body: dict[str, Any] = {} if self.code is None else {"code": self.code}
        body["message"] = self.message
        return body


NO_WEBINAR_PLAN = (
    "Webinar plan is missing. You must subscribe to the webinar plan and enable webinars "
    "for this user in order to perform this action."
)


def token_invalid() -> ApiError:
    """Refuse a token that is unknown or revoked."""
    return ApiError(401, 124, "Invalid access token.")


def token_expired() -> ApiError:
    """Refuse a token that is too old."""
    return ApiError(401, 124, "Access token is expired.")


def token_in_query() -> ApiError:
    """Refuse a token that doesn't come in the header."""
    message = "Invalid access token, this access token is not supported as query parameter string"
    return ApiError(401, 124, message, malformed=True)


def missing_scope(accepted: tuple[str, ...]) -> ApiError:
    """Refuse a token without any of the scopes that would do."""
    listed = ", ".join(accepted)
    return ApiError(400, 4711, f"Invalid access token, does not contain scopes:[{listed}].")


def unknown_endpoint() -> ApiError:
    """Refuse a path that leads nowhere."""
    return ApiError(400, 2300, "This API endpoint is not recognized.", malformed=True)


def invalid_field(name: str, problem: str = "Invalid field.") -> ApiError:
    """Refuse a query parameter."""
    return ApiError(400, 300, f"Validation Failed. {name}: {problem}", malformed=True)


def page_token_invalid(code: int = 300) -> ApiError:
    """Refuse a page token that is too old or belongs to another request."""
    return ApiError(400, code, "The next page token is invalid or expired.")


def user_not_found(user: str) -> ApiError:
    """Say that there is no such user."""
    return ApiError(404, 1001, f"User does not exist: {user}.")


def meeting_not_found(meeting: str | int, *, malformed: bool = False) -> ApiError:
    """Say that there is no such meeting, or not any more, or not yet."""
    return ApiError(404, 3001, f"Meeting does not exist: {meeting}.", malformed=malformed)


def webinar_not_found(webinar: str | int, *, malformed: bool = False) -> ApiError:
    """Say that there is no such webinar, or not any more, or not yet."""
    return ApiError(404, 3001, f"Webinar does not exist: {webinar}.", malformed=malformed)


def group_not_found(group: str) -> ApiError:
    """Say that there is no such group, or not any more."""
    return ApiError(404, 4130, f"A group with this {group} does not exist.")


def role_not_found() -> ApiError:
    """Say that there is no such role, or not any more."""
    return ApiError(400, 1034, "Provided `role_id` does not exist.")


def channel_members_forbidden() -> ApiError:
    """Say that who is in this channel is nobody's business."""
    return ApiError(400, 200, "You do not have permission to view channel members.")


def not_in_reports(uuid: str, *, webinar: bool) -> ApiError:
    """Say that the reports don't have this session, or nothing of this kind about it."""
    kind = "Webinar" if webinar else "Meeting"
    return ApiError(404, 3001, f"{kind} {uuid} not found or has expired.")


def not_allowed_to_host() -> ApiError:
    """Say that this user can't have meetings at all."""
    message = "Meeting hosting and scheduling capabilities are not allowed for your user account."
    return ApiError(400, 3161, message)


_NOT_IN_PLAN = {
    "webinars": ApiError(400, 200, NO_WEBINAR_PLAN),
    "polls": ApiError(400, 4400, "Meeting polls disabled."),
    "summaries": ApiError(
        400,
        3000,
        "Meeting summary disabled. To enable this feature, "
        'enable the "Meeting summary with AI Companion" setting.',
    ),
    "dashboard": ApiError(
        400,
        400,
        "This API is only available for ZMP and Business or higher accounts "
        "that have enabled the Dashboard feature.",
    ),
    "groups": ApiError(400, 200, "Only available for Paid account."),
    "phone": ApiError(403, 2031, "Phone not enabled."),
    "audit_trail": ApiError(403, 200, "No permission."),
}


def not_in_plan(feature: str, account: str) -> ApiError:
    """Say that the account's plan lacks this."""
    paid = ApiError(400, 200, f"Only available for paid account: {account}.")
    return _NOT_IN_PLAN.get(feature, paid)


def error_with_status_200(message: str) -> dict[str, Any]:
    """Give a refusal that comes with status 200, as Zoom does here and there."""
    return {"code": 200, "message": message}
