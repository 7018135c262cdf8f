"""Runs the tap with Meltano against a local Zoom account, and checks and draws the output.

The account is generated, and served only while the demo runs. No requests go to Zoom or to Meltano
Hub; Meltano, the plugins and what draws the page are installed from PyPI. The demo ignores this
machine's settings for the tap and for Meltano, and keeps its bookmarks separate from those of other
runs.
"""
