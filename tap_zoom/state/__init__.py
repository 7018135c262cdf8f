"""Bookmarks, and the date windows of incremental streams."""
