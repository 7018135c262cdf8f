"""Deliberate failures: random ones, or exactly where a test wants them."""

from sandbox.faults.fault import Fault
from sandbox.faults.kinds import KINDS
from sandbox.faults.plan import DeadItem
from sandbox.faults.rules import Faults, Strike

__all__ = ["KINDS", "DeadItem", "Fault", "Faults", "Strike"]
