"""The streams of Zoom's reports API."""
