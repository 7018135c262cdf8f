"""Bookmarks, and the date windows that an incremental stream reads."""
