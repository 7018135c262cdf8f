"""Contact Center, which has its own rate limits, and what its declarations have in common.

Lists by date are requested by times where Zoom takes them: that leaves no time zone open. Zoom
documents that it keeps six months for similar lists only; for these, other clients say so.
"""

#: Plan requirement of all of Contact Center.
PLAN = "Zoom Contact Center"

#: Classic scopes of engagements and their figures.
REPORT_SCOPES = ("contact_center_report:read:admin",)

#: Zoom accepts a month at most, and a window of times ends with the last second of a day: 29 days
#: are more than a month from the first of February on.
MAX_DAYS = 28

#: Otherwise, Zoom doesn't say in which time zone the times of the rows are.
IN_UTC = ({"timezone": "UTC"},)

#: From old to new, so that rows that come during the run don't push others to the next page.
IN_ORDER = ({"timezone": "UTC", "sort_order": "asc"},)
