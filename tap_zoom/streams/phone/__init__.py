"""Zoom Phone, which has its own rate limits, and what its declarations have in common."""

#: Plan requirement of most of Zoom Phone.
PLAN = "Pro or more, with Zoom Phone"
