"""Fetching ahead of the main thread: planned requests, their order, worker threads, memory."""
