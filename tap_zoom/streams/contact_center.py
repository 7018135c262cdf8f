"""Contact Center, which has its own rate limits."""

STREAMS = ()
