"""Runs the tap at rates above those of any plan, to measure memory and CPU time."""

from __future__ import annotations

from tap_zoom import cli
from tap_zoom.api import rate_limits

if __name__ == "__main__":
    for rates in rate_limits.PUBLISHED_RATES.values():
        rates.update(dict.fromkeys(rates, 300.0))
    cli.main()
