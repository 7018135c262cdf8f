"""Revenue Accelerator: conversations with customers, and deals."""

STREAMS = ()
