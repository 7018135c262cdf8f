"""What was written and said in meetings: chat and transcripts."""

STREAMS = ()
