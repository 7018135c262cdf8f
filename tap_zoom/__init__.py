"""A Singer tap for Zoom."""
