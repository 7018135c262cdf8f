"""Call queues, their members and their figures."""

STREAMS = ()
