"""Run the tap as ``python -m tap_zoom``."""

from tap_zoom.cli import main

main()
