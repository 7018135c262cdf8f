"""Contact Center, which has its own rate limits, and what its declarations have in common."""

#: Plan requirement of all of Contact Center.
PLAN = "Zoom Contact Center"

#: Classic scopes of engagements and their figures.
REPORT_SCOPES = ("contact_center_report:read:admin",)
