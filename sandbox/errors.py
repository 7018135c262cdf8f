"""Zoom's errors: status, code and message, each in one place."""

from __future__ import annotations

from typing import Any


class ApiError(Exception):
    """An error response of the API."""

    def __init__(
        self,
        status: int,
        code: int | None,
        message: str,
        *,
        malformed: bool = False,
        headers: dict[str, str] | None = None,
    ) -> None:
        """Take the status, Zoom's code (None if the body has none) and the message.

        ``malformed`` marks a mistake that a careful client never makes.
        """
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.malformed = malformed
        self.headers = headers or {}

    def body(self) -> dict[str, Any]:
        """Return the body as Zoom sends it."""
        body: dict[str, Any] = {} if self.code is None else {"code": self.code}
        body["message"] = self.message
        return body


NO_WEBINAR_PLAN = (
    "Webinar plan is missing. You must subscribe to the webinar plan and enable webinars "
    "for this user in order to perform this action."
)


def token_invalid() -> ApiError:
    """Return the error for an unknown or revoked token."""
    return ApiError(401, 124, "Invalid access token.")


def token_expired() -> ApiError:
    """Return the error for an expired token."""
    return ApiError(401, 124, "Access token is expired.")


def token_in_query() -> ApiError:
    """Return the error for a token in the query string rather than the header."""
    message = "Invalid access token, this access token is not supported as query parameter string"
    return ApiError(401, 124, message, malformed=True)


def missing_scope(accepted: tuple[str, ...]) -> ApiError:
    """Return the error for a token with none of the accepted scopes."""
    listed = ", ".join(accepted)
    return ApiError(400, 4711, f"Invalid access token, does not contain scopes:[{listed}].")


def unknown_endpoint() -> ApiError:
    """Return the error for a path that matches no endpoint."""
    return ApiError(400, 2300, "This API endpoint is not recognized.", malformed=True)


def invalid_field(name: str, problem: str = "Invalid field.") -> ApiError:
    """Return the error for an invalid query parameter."""
    return ApiError(400, 300, f"Validation Failed. {name}: {problem}", malformed=True)


def page_token_invalid(code: int = 300) -> ApiError:
    """Return the error for a page token that has expired or belongs to another request."""
    return ApiError(400, code, "The next page token is invalid or expired.")


def user_not_found(user: str) -> ApiError:
    """Return the error for a user who does not exist."""
    return ApiError(404, 1001, f"User does not exist: {user}.")


def meeting_not_found(meeting: str | int, *, malformed: bool = False) -> ApiError:
    """Return the error for a meeting that is unknown, expired, or not held yet."""
    return ApiError(404, 3001, f"Meeting does not exist: {meeting}.", malformed=malformed)


def webinar_not_found(webinar: str | int, *, malformed: bool = False) -> ApiError:
    """Return the error for a webinar that is unknown, expired, or not held yet."""
    return ApiError(404, 3001, f"Webinar does not exist: {webinar}.", malformed=malformed)


def group_not_found(group: str) -> ApiError:
    """Return the error for an unknown or deleted group."""
    return ApiError(404, 4130, f"A group with this {group} does not exist.")


def role_not_found() -> ApiError:
    """Return the error for an unknown or deleted role."""
    return ApiError(400, 1034, "Provided `role_id` does not exist.")


def channel_members_forbidden() -> ApiError:
    """Return the error for a channel whose members may not be listed."""
    return ApiError(400, 200, "You do not have permission to view channel members.")


def not_in_reports(uuid: str, *, webinar: bool) -> ApiError:
    """Return the error for a session of which the reports have no such data."""
    kind = "Webinar" if webinar else "Meeting"
    return ApiError(404, 3001, f"{kind} {uuid} not found or has expired.")


def not_allowed_to_host() -> ApiError:
    """Return the error for a user who is not allowed to host meetings."""
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
    "rooms": ApiError(
        400,
        200,
        "Zoom Room subscription not found. Try again after purchasing a Zoom Room subscription.",
    ),
    "workspaces": ApiError(
        400,
        200,
        "Zoom Workspace Reservation subscription was not found. "
        "Try again after purchasing a Zoom Workspace Reservation subscription.",
    ),
}


def not_in_plan(feature: str, account: str) -> ApiError:
    """Return the error for a feature that the account's plan doesn't include."""
    paid = ApiError(400, 200, f"Only available for paid account: {account}.")
    return _NOT_IN_PLAN.get(feature, paid)


def error_with_status_200(message: str) -> dict[str, Any]:
    """Return an error body for a response with status 200, which Zoom sends in places."""
    return {"code": 200, "message": message}
