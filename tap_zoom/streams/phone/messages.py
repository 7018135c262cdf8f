"""Voicemails and text messages."""

STREAMS = ()
