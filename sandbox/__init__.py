"""A local Zoom account: the server that the demo, the tests and the benchmarks run against."""

from sandbox.codec import wire_uuid
from sandbox.faults import Fault
from sandbox.log import Request, stats
from sandbox.options import Options
from sandbox.rows.common import SECRET_DIGITS
from sandbox.server import running
from sandbox.zoom import Zoom

SECRET = "SECRET"
"""What every secret contains, so that a test can search for it; numbers hold SECRET_DIGITS."""

__all__ = [
    "SECRET",
    "SECRET_DIGITS",
    "Fault",
    "Options",
    "Request",
    "Zoom",
    "running",
    "stats",
    "wire_uuid",
]
