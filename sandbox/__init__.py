"""A local Zoom account, the server behind the demo, the tests and the benchmarks."""

from sandbox.codec import wire_uuid
from sandbox.faults import DeadItem, Fault
from sandbox.log import Request, stats
from sandbox.options import Options
from sandbox.rows.common import SECRET_DIGITS
from sandbox.server import running
from sandbox.zoom import Zoom

SECRET = "SECRET"
"""Marks every secret, so that tests can search for leaks; numbers contain SECRET_DIGITS."""

__all__ = [
    "SECRET",
    "SECRET_DIGITS",
    "DeadItem",
    "Fault",
    "Options",
    "Request",
    "Zoom",
    "running",
    "stats",
    "wire_uuid",
]
