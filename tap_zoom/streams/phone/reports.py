"""Reports of Zoom Phone: charges and changes of the settings."""

STREAMS = ()
