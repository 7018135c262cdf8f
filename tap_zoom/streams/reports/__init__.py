"""The streams of Zoom's reports API, and what their declarations have in common."""

from tap_zoom.base.declaration import Scopes

#: Classic scope of all reports.
CLASSIC_SCOPES = ("report:read:admin",)

#: Plan requirement of most reports.
PRO = "Pro or more"


def report_scopes(name: str) -> Scopes:
    """Return the scopes of a report."""
    return Scopes((f"report:read:{name}:admin",), CLASSIC_SCOPES)
