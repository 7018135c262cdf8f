"""Prefetching: planned requests, their order, worker threads, bounded memory."""
